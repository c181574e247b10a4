import { afterAll, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { killableServer } from './killable-server.ts';
import { killer } from './killer.ts';
import { MONEY_PATHS, type MoneyPath } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { leaveNumbers } from './summary.ts';

const server = await killableServer();
const rig = await faultRig({ temporalAddress: server.address });
const kills = killer(rig, {
  kill: () => server.killAndStart(),
  revive: async () => undefined,
  held: 'go_on',
});

afterAll(async () => {
  await rig.stop();
  await server.stop();
});

const path = (name: string): MoneyPath => {
  const found = [...JOURNEYS, ...MONEY_PATHS].find((each) => each.name === name);
  if (!found) throw new Error(`there is no path ${name}`);
  return found;
};

const STRUCK = (
  [
    ['timeout', 'cancel'],
    ['timeout', 'refund'],
    ['timeout', 'mail:funds_returned'],
    ['sms-during-cancel', 'cancel'],
    ['non-receipt-approved', 'refund'],
    ['defect-refund', 'refund'],
    ['defect-replacement', 'replacement'],
    ['defect-replacement', 'mail:replacement_issued'],
    ['out-of-stock', 'replacement'],
    ['refund-pending', 'refund'],
    ['refund-pending', 'lookUpRefund'],
    ['refund-answer-lost', 'lookUpRefund'],
    ['replacement-chain', 'refund'],
  ] as const
).flatMap(([name, kind]) => (['before', 'after'] as const).map((when) => ({ name, kind, when })));

test.concurrent.each(STRUCK)(
  'the Temporal server is killed with kill -9 $when $kind of $name: after its restart the path ends the same',
  async ({ name, kind, when }) => {
    const original = `${name}-${kind.replace(':', '-')}-${when}`;
    const { reached } = kills.aim(original, { kind, nth: 1, when });
    let isReached = false;
    void reached.then(() => (isReached = true));
    expect(await performPath(rig, path(name), original)).toEqual(path(name).expected);
    expect(isReached).toBe(true);
  },
);

test('at the end all records agree', async () => {
  await kills.settled();
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'server killed', {
    purchases: evidence.lives.length,
    killPoints: STRUCK.length,
    serversKilled: server.kills(),
  });
  expectAgreement(evidence);
});
