import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { startRig } from '../dev/rig/rig.ts';
import { openPlay } from '../dev/rig/play.ts';
import { DAY_MS, HOUR_MS } from '../src/policy/duration.ts';
import { startSandboxPage } from '../dev/sandbox/page/start-page.ts';
import { startThrowAwayLedger } from '../dev/postgres/throw-away-ledger.ts';
import { startTemporal } from '../dev/server/start-temporal.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';

const PICTURE = 'docs/images/sandbox-page.png';
const MOST_BYTES = 250_000;

/** Lives a purchase with a claim, a pause and a choice, and takes the picture of its page that the README shows. */
const log = createLog('error');
installRuntime(log);
const server = await startTemporal({
  dataDir: process.env['DATA_DIR'] || '.data',
  needs: 'time_skipping',
  ephemeral: true,
  say: (line) => void process.stderr.write(`${line}\n`),
});
const record = await startThrowAwayLedger(process.env);
const rig = await startRig({
  connection: server.connectionOptions,
  namespace: server.namespace,
  taskQueue: `picture-${randomUUID()}`,
  bundle: await bundleWorkflows(temporalLogger(log)),
  ledger: record.ledger,
});
const { sandbox, returns, temporal, namespace } = rig;
const page = await startSandboxPage({ sandbox, returns, temporal, namespace, timeSkipping: true, port: 0 });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const play = await openPlay(rig, { purchaseId: 'pur_4f2a91c0' });
  await play.sms();
  await play.completed();
  await play.pass(9 * HOUR_MS);
  const reason = 'The number lost every second code today, in three tries.';
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  await play.pass(DAY_MS);
  await play.support('requestAccess', { what: 'The log of your host from this morning.' });
  await play.pass(2 * DAY_MS);
  await play.customer('answerAccess', { granted: true });
  await play.pass(4 * DAY_MS + HOUR_MS);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  await tab.goto(`${page.url}/purchases/${play.purchaseId}`);
  mkdirSync('docs/images', { recursive: true });
  await tab.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await page.stop();
  await rig.stop();
  await record.stop();
  await server.stop();
}
const { size } = statSync(PICTURE);
process.stderr.write(`${PICTURE}: ${size} bytes\n`);
if (size > MOST_BYTES) {
  process.stderr.write(`That is more than ${MOST_BYTES}: take a smaller picture.\n`);
  process.exitCode = 1;
}
