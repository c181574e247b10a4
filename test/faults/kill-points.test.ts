import { afterAll, describe, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { countdown } from './countdown.ts';
import { killer, MOST_MAILS_HELD, type KillPoint } from './killer.ts';
import { MONEY_PATHS, type MoneyPath } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';

/** A call that a path repeats for a day is interrupted the first and the second time. */
const NTH_AT_MOST = 2;
/** Unharmed purchases at a time. */
const UNDER_WAY = 16;

const PATHS: readonly MoneyPath[] = [...JOURNEYS, ...MONEY_PATHS];

const rig = await faultRig({ lostCalls: 'time out' });
const kills = killer(rig);
const underWay = slots(UNDER_WAY);

interface Case extends KillPoint {
  path: MoneyPath;
  name: string;
}

/** Unharmed once: what goes over the wire is what can be interrupted. */
const unharmed = await Promise.all(
  PATHS.map(async (path) => {
    const original = `${path.name}-unharmed`;
    const end = await underWay(() => performPath(rig, path, original));
    return { path, end, calls: [...kills.calls(original)] };
  }),
);

/** A mail is sent the same way whatever led to it: each template is interrupted in the first path that has it. */
const firstPathOf = new Map<string, MoneyPath>();
for (const { path, calls } of unharmed) {
  for (const kind of calls) if (!firstPathOf.has(kind)) firstPathOf.set(kind, path);
}

const cases: Case[] = unharmed.flatMap(({ path, calls }) => {
  const kinds = [...new Set(calls)].filter(
    (kind) => !kind.startsWith('mail:') || firstPathOf.get(kind) === path,
  );
  return kinds.flatMap((kind) => {
    const times = calls.filter((each) => each === kind).length;
    return Array.from({ length: Math.min(times, NTH_AT_MOST) }, (_, i) => i + 1).flatMap((nth) =>
      (['before', 'after'] as const).map((when) => ({
        path,
        kind,
        nth,
        when,
        name: `${path.name}: ${when} ${kind} ${nth}`,
      })),
    );
  });
});

// Those of a wave are killed together: as many mails as the worker has connections for, and a share of the calls.
const isMail = ({ kind }: Case): boolean => kind.startsWith('mail:');
const waveCount = Math.ceil(cases.filter(isMail).length / MOST_MAILS_HELD);
const waveOf = new Map<Case, number>();
for (const some of [cases.filter(isMail), cases.filter((each) => !isMail(each))]) {
  for (const [n, each] of some.entries()) waveOf.set(each, n % waveCount);
}
const inWaves = cases.toSorted((a, b) => (waveOf.get(a) ?? 0) - (waveOf.get(b) ?? 0));
/** Of each wave, those that have come to their point. The next one then starts. */
const arrivals = Array.from({ length: waveCount }, (_, wave) =>
  countdown(cases.filter((each) => waveOf.get(each) === wave).length),
);

afterAll(async () => {
  await rig.stop();
});

describe('nothing interrupts: a path ends as it says', () => {
  test.each(unharmed)('$path.name: $path.title', ({ path, end }) => {
    expect(end).toEqual(path.expected);
  });
});

describe('kill -9 of the worker: the path ends the same, to the cent and to the mail', () => {
  test.concurrent.each(inWaves)('$name', async (each) => {
    const { path, kind, nth, when } = each;
    const wave = waveOf.get(each) ?? 0;
    await arrivals[wave - 1]?.all;
    const original = `${path.name}-${kind.replace(':', '-')}-${nth}-${when}`;
    const { reached, forget } = kills.aim(original, { kind, nth, when });
    let isReached = false;
    void reached.then(() => {
      isReached = true;
      arrivals[wave]?.one();
    });
    try {
      expect(await performPath(rig, path, original)).toEqual(path.expected);
      expect(isReached).toBe(true);
    } finally {
      forget();
      if (!isReached) arrivals[wave]?.one();
    }
  });
});

test('at the end all records agree', async () => {
  await kills.settled();
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'kill points', {
    purchases: evidence.lives.length,
    killPoints: cases.length,
    workersKilled: rig.worker.deaths.length,
  });
  expectAgreement(evidence);
});
