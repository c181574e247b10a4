import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../src/contract/ids.ts';
import { JOURNEYS } from '../dev/demo/journeys.ts';
import { openPlay } from '../dev/rig/play.ts';
import { startRig } from '../dev/rig/rig.ts';
import { startThrowAwayLedger } from '../dev/postgres/throw-away-ledger.ts';
import { startTemporal } from '../dev/server/start-temporal.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';

/**
 * Records one history per journey for the version in package.json, for `test/workflows/replay.server.test.ts`; with names of
 * journeys as arguments, of those only. Before a release they may be recorded anew, with the reason in the commit; a
 * release's files never change.
 */
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const folder = `test/histories/${version}`;
const names = process.argv.slice(2);
const unknown = names.filter((name) => !JOURNEYS.some((journey) => journey.name === name));
if (unknown.length > 0)
  throw new Error(`There are no journeys ${unknown.join(', ')}: see dev/demo/journeys.ts.`);
const wanted = JOURNEYS.filter(({ name }) => names.length === 0 || names.includes(name));
mkdirSync(folder, { recursive: true });

const say = (line: string): void => void process.stderr.write(`${line}\n`);
/** Replay needs neither the folder nor the host that it was recorded on. */
const withoutThisMachine = (history: Parameters<typeof historyToJSON>[0]): string =>
  historyToJSON(history)
    .replaceAll(process.cwd(), '.')
    .replaceAll(/"[0-9]+@[^"]*"/g, '"recorded"');

const log = createLog('error');
installRuntime(log);
const server = await startTemporal({ dataDir: '.data', needs: 'time_skipping', ephemeral: true, say });
const record = await startThrowAwayLedger(process.env);
const rig = await startRig({
  connection: server.connectionOptions,
  namespace: server.namespace,
  taskQueue: `record-${randomUUID()}`,
  bundle: await bundleWorkflows(temporalLogger(log)),
  ledger: record.ledger,
});
for (const journey of wanted) {
  const play = await openPlay(rig, { purchaseId: journey.name });
  await journey.play(play);
  const handle = rig.temporal.workflow.getHandle(workflowIdOf(journey.name));
  await handle.result();
  writeFileSync(`${folder}/${journey.name}.json`, `${withoutThisMachine(await handle.fetchHistory())}\n`);
  say(`${folder}/${journey.name}.json`);
}
await rig.stop();
await record.stop();
await server.stop();
