import { afterAll, describe, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { MONEY_PATHS, type MoneyPath } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { countdown } from './countdown.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';
import { MOST_HELD, writeKiller, type WritePoint } from './write-killer.ts';

/** Unharmed purchases at a time. */
const UNDER_WAY = 16;
/**
 * What a path writes again and again is interrupted this often. With FAULT_EVERY_WRITE=1 each write of each path is,
 * which takes several times as long.
 */
const NTH_AT_MOST = 3;
/** While some are on their way to their point, others are killed at theirs. */
const WAVES_AT_A_TIME = 2;
const everyWrite = process.env['FAULT_EVERY_WRITE'] === '1';
/** Two changes that come together are written at once: then a write is missing, and the path is played again. */
const TIMES_PLAYED = 4;

const JOURNEYS_WITH_MONEY: ReadonlySet<string> = new Set([
  'timeout',
  'non-receipt-approved',
  'defect-refund',
  'defect-replacement',
  'out-of-stock',
]);
const PATHS: readonly MoneyPath[] = [
  ...JOURNEYS.filter(({ name }) => everyWrite || JOURNEYS_WITH_MONEY.has(name)),
  ...MONEY_PATHS,
];

const rig = await faultRig();
const kills = writeKiller(rig);
const underWay = slots(UNDER_WAY);

interface Case extends WritePoint {
  path: MoneyPath;
  name: string;
  /** Its place in the path's writes. */
  n: string;
}

/** Unharmed once: what the database has taken is what can be interrupted. */
const unharmed = await Promise.all(
  PATHS.map(async (path) => {
    const original = `${path.name}-unharmed`;
    const end = await underWay(() => performPath(rig, path, original));
    return { path, end, writes: [...kills.writes(original)] };
  }),
);

/** A mail is written down the same way whatever led to it: each template is interrupted in the first path that has it. */
const firstPathOf = new Map<string, MoneyPath>();
for (const { path, writes } of unharmed) {
  for (const kind of writes) if (!firstPathOf.has(kind)) firstPathOf.set(kind, path);
}

/** Money wherever it moves, snapshots where they come between its calls. */
function isInterrupted(path: MoneyPath, kind: string, nth: number): boolean {
  if (everyWrite) return true;
  if (kind.startsWith('write:mails')) return firstPathOf.get(kind) === path && nth <= 2;
  return nth <= NTH_AT_MOST && (kind !== 'write:purchases' || MONEY_PATHS.includes(path));
}

const cases: Case[] = unharmed.flatMap(({ path, writes }) =>
  writes.flatMap((kind, n) => {
    const nth = writes.slice(0, n + 1).filter((each) => each === kind).length;
    if (!isInterrupted(path, kind, nth)) return [];
    return (['unheard', 'heard'] as const).map((worker) => ({
      path,
      kind,
      nth,
      worker,
      name: `${path.name}: ${kind} ${nth}, ${worker}`,
      n: `${n + 1}-${worker}`,
    }));
  }),
);

// Those of a wave are killed together: the same write of different paths, which comes at about the same time. What
// waits longest for its next try comes first.
const ORDER = ['mails', 'refunds', 'replacements', 'remedies', 'purchases'];
const placeOf = ({ kind }: Case): number => ORDER.indexOf(kind.split(':')[1] ?? '');
const inWaves = cases.toSorted((a, b) => placeOf(a) - placeOf(b) || a.nth - b.nth);
const waveOf = new Map(inWaves.map((each, n) => [each, Math.floor(n / MOST_HELD)]));
/** Of each wave, those that have come to their point. The next one then starts. */
const arrivals = Array.from({ length: Math.ceil(cases.length / MOST_HELD) }, (_, wave) =>
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

describe('kill -9 of the worker at a write of the ledger: the path ends the same, to the cent and to the mail', () => {
  test.concurrent.each(inWaves)('$name', async (each) => {
    const wave = waveOf.get(each) ?? 0;
    await arrivals[wave - WAVES_AT_A_TIME]?.all;
    let hasArrived = false;
    const arrive = (): void => {
      if (!hasArrived) arrivals[wave]?.one();
      hasArrived = true;
    };
    let isReached = false;
    for (let time = 1; !isReached && time <= TIMES_PLAYED; time += 1) {
      isReached = await struck(each, time, arrive);
    }
    expect(isReached).toBe(true);
  });
});

/** Plays a path with its kill, and says whether it came to that. `arrive`: the next wave need not wait any more. */
async function struck({ path, ...point }: Case, time: number, arrive: () => void): Promise<boolean> {
  const original = `${path.name}-${point.n}-${time}`;
  const { reached, forget } = kills.aim(original, point);
  let isReached = false;
  void reached.then(() => {
    isReached = true;
    forget();
    arrive();
  });
  try {
    expect(await performPath(rig, path, original)).toEqual(path.expected);
  } finally {
    forget();
    arrive();
  }
  return isReached;
}

test('at the end all records agree', async () => {
  await kills.settled();
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'write points', {
    purchases: evidence.lives.length,
    writePoints: cases.length,
    workersKilled: rig.worker.deaths.length,
  });
  expectAgreement(evidence);
});
