import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { RIG_MAIL_FROM, startRig } from '../dev/rig/rig.ts';
import { openPlay } from '../dev/rig/play.ts';
import { apiParts, mailsAndPages } from '../src/cli/api-parts.ts';
import { folderStore } from '../src/evidence/folder-store.ts';
import { openEvidence } from '../src/evidence/open-evidence.ts';
import { freePorts } from '../src/listening/free-ports.ts';
import { httpUrl } from '../src/listening/listen.ts';
import { serveApi } from '../src/web/api/serve.ts';
import { DAY_MS, HOUR_MS } from '../src/policy/duration.ts';
import { customerLinkOf } from '../dev/sandbox/page/customer-link.ts';
import { startSandboxPage } from '../dev/sandbox/page/start-page.ts';
import { startThrowAwayLedger } from '../dev/postgres/throw-away-ledger.ts';
import { startTemporal } from '../dev/server/start-temporal.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';

const FOLDER = 'docs/images';
const PICTURES = [
  'sandbox-page.png',
  'customer-page.png',
  'customer-choice.png',
  'customer-pictures.png',
] as const;
const MOST_BYTES = 250_000;

const picture = (name: (typeof PICTURES)[number]): { path: string } => ({ path: `${FOLDER}/${name}` });

/**
 * Lives a purchase with a claim, a pause and a choice, and takes the pictures that the README shows: of the sandbox's page,
 * and of what its customer sees on a telephone.
 */
const log = createLog('error');
installRuntime(log);
const server = await startTemporal({
  dataDir: process.env['DATA_DIR'] || '.data',
  needs: 'time_skipping',
  ephemeral: true,
  say: (line) => void process.stderr.write(`${line}\n`),
});
const record = await startThrowAwayLedger(process.env);
const [port = 0] = await freePorts(1);
const links = { publicUrl: httpUrl('127.0.0.1', port), secret: randomBytes(32) };
const rig = await startRig({
  connection: server.connectionOptions,
  namespace: server.namespace,
  taskQueue: `picture-${randomUUID()}`,
  bundle: await bundleWorkflows(temporalLogger(log)),
  ledger: record.ledger,
  links,
});
const { sandbox, returns, temporal, namespace } = rig;
const mail = { smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM };
const { mailer, customers } = mailsAndPages(rig.ledger, { mail, links });
const folder = mkdtempSync(join(tmpdir(), 'instaotp-picture-'));
const evidenceKeeping = openEvidence(rig.ledger, {
  store: await folderStore(folder),
  retentionDays: 1,
});
const api = await serveApi({
  ...apiParts({}, { temporal, ledger: rig.ledger, mailer, customers, log }),
  evidenceKeeping,
  returns,
  host: '127.0.0.1',
  port,
});
const customerLink = customerLinkOf(rig, links);
const page = await startSandboxPage({
  sandbox,
  returns,
  temporal,
  namespace,
  customerLink,
  timeSkipping: true,
  port: 0,
});
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
  mkdirSync(FOLDER, { recursive: true });
  await tab.screenshot(picture('sandbox-page.png'));
  const telephone = { viewport: { width: 390, height: 760 }, deviceScaleFactor: 2 };
  const seen = await browser.newPage({ ...telephone, reducedMotion: 'reduce', colorScheme: 'light' });
  const email = play.order.customer.email;
  const link = await customers?.links.linkFor({ purchaseId: play.purchaseId, name: 'picture', email });
  await seen.goto(link ?? '');
  await seen.screenshot(picture('customer-page.png'));
  await seen.goto(`${links.publicUrl}/purchases/${play.purchaseId}/choice`);
  await seen.getByLabel('My money back').check();
  await seen.getByRole('button', { name: 'Continue' }).click();
  await seen.screenshot(picture('customer-choice.png'));
  const other = await openPlay(rig, { purchaseId: 'pur_9b7d22e8' });
  await other.sms();
  await other.customer('submitClaim', { claimType: 'invalid_number', reason });
  const own = { purchaseId: other.purchaseId, name: 'picture', email: other.order.customer.email };
  await seen.goto((await customers?.links.linkFor(own, 'evidence')) ?? '');
  await seen.getByLabel('Choose a picture').setInputFiles(`${FOLDER}/customer-choice.png`);
  await seen.getByRole('button', { name: 'Upload this picture' }).click();
  await seen.getByRole('img').waitFor();
  await seen.screenshot(picture('customer-pictures.png'));
} finally {
  await browser.close();
  await page.stop();
  await api.stop();
  evidenceKeeping.stop();
  rmSync(folder, { recursive: true, force: true });
  mailer?.close();
  await rig.stop();
  await record.stop();
  await server.stop();
}
for (const name of PICTURES) {
  const { path } = picture(name);
  const { size } = statSync(path);
  process.stderr.write(`${path}: ${size} bytes\n`);
  if (size <= MOST_BYTES) continue;
  process.stderr.write(`That is more than ${MOST_BYTES}: take a smaller picture.\n`);
  process.exitCode = 1;
}
