import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import type { TemporalServer } from '../../dev/server/temporal-server.ts';
import { serverOf } from '../dev/server/server-process.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { killer } from './killer.ts';
import { MONEY_PATHS, type MoneyPath } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { leaveNumbers } from './summary.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'instaotp-server-killed-'));
const [port = 0] = await freePorts(1);
// One of our own, whatever the environment points to: it is going to be killed.
const { TEMPORAL_ADDRESS: _configured, ...env } = process.env;
const startServer = (): Promise<TemporalServer> =>
  startTemporal({ dataDir, needs: 'time_skipping', port, env, say: () => undefined });

let server = await startServer();
let serversKilled = 0;
const rig = await faultRig({ temporalAddress: server.address });
const kills = killer(rig, {
  async kill() {
    process.kill(serverOf(dataDir).pid, 'SIGKILL');
    serversKilled += 1;
    await server.ended;
    server = await startServer();
  },
  revive: async () => undefined,
  held: 'go_on',
});

afterAll(async () => {
  await rig.stop();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
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
    serversKilled,
  });
  expectAgreement(evidence);
});
