import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { keptBundle } from '../worker/kept-bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';
import { startThrowAwayLedger } from './postgres/throw-away-ledger.ts';
import { startTemporal } from './server/start-temporal.ts';
import { JOURNEYS, type Journey } from './demo/journeys.ts';
import { perform, type Performance } from './demo/perform.ts';
import { performanceLines } from './demo/print.ts';
import { startRig, type Rig } from './rig/rig.ts';
import { startTogether } from './start/start-together.ts';
import { toStderr, quietWithoutReader, runProgram } from '../src/cli/program.ts';
import { answerUsage } from '../src/cli/usage.ts';

/** How many journeys are played at a time. More would only wait for the server and the worker. */
const AT_A_TIME = 4;

async function main(asJson: boolean): Promise<0 | 1> {
  const log = createLog('error');
  installRuntime(log);
  toStderr('Getting a Temporal server, a PostgreSQL and the workflow code ready …');
  const bundling = keptBundle(temporalLogger(log));
  bundling.catch(() => undefined);
  const [server, record] = await startTogether(
    startTemporal({
      dataDir: process.env['DATA_DIR'] || '.data',
      needs: 'time_skipping',
      ephemeral: true,
      say: toStderr,
    }),
    startThrowAwayLedger(process.env),
  );
  try {
    const rig = await startRig({
      connection: server.connectionOptions,
      namespace: server.namespace,
      taskQueue: `demo-${randomUUID()}`,
      bundle: await bundling,
      ledger: record.ledger,
    });
    try {
      return await playAll(rig, asJson);
    } finally {
      await rig.stop();
    }
  } finally {
    await record.stop();
    await server.stop();
  }
}

async function playAll(rig: Rig, asJson: boolean): Promise<0 | 1> {
  const startedAt = performance.now();
  const seen: Performance[] = [];
  const waiting = [...JOURNEYS];
  const failures: string[] = [];
  const playNext = async (): Promise<void> => {
    for (let journey = waiting.shift(); journey; journey = waiting.shift()) {
      const played = await playOne(rig, journey);
      if (played === undefined || played.differences.length > 0) failures.push(journey.name);
      if (played === undefined) continue;
      seen.push(played);
      if (asJson) toStderr(`${seen.length} of ${JOURNEYS.length}: ${journey.name}`);
      else process.stdout.write(`${performanceLines(journey, played).join('\n')}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, playNext));
  if (asJson) process.stdout.write(`${JSON.stringify(inOrder(seen).map(published), null, 2)}\n`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  toStderr(
    `\n${JOURNEYS.length - failures.length} of ${JOURNEYS.length} journeys as the policy says, in ${seconds} s.`,
  );
  if (failures.length === 0) return 0;
  toStderr(`Not as the policy says: ${failures.join(', ')}`);
  return 1;
}

async function playOne(rig: Rig, journey: Journey): Promise<Performance | undefined> {
  try {
    return await perform(rig, journey);
  } catch (error) {
    toStderr(`✗ ${journey.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

const inOrder = (seen: readonly Performance[]): Performance[] =>
  JOURNEYS.flatMap(({ name }) => seen.filter(({ journey }) => journey === name));

const published = ({ timeline: _timeline, differences: _differences, ...rest }: Performance): object => rest;

answerUsage({
  command: 'npm run demo',
  what: 'Plays every journey of the policy on a real Temporal server, shows each, and ends.',
  options: { '--json': 'the journeys as one JSON list' },
  variables: ['DATA_DIR', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'],
});
// The demo is for people to look at.
quietWithoutReader(() => process.exit());

await runProgram(() => main(process.argv.includes('--json')));
