import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { RIG_MAIL_FROM, startRig } from '../dev/rig/rig.ts';
import { openPlay, type Play } from '../dev/rig/play.ts';
import { apiParts, mailsAndPages } from '../src/cli/api-parts.ts';
import { folderStore } from '../src/evidence/folder-store.ts';
import { openEvidence } from '../src/evidence/open-evidence.ts';
import { freePorts } from '../src/listening/free-ports.ts';
import { httpUrl } from '../src/listening/listen.ts';
import { serveApi } from '../src/web/serve.ts';
import { DAY_MS, HOUR_MS } from '../src/policy/duration.ts';
import { customerLinkOf } from '../dev/sandbox/page/customer-link.ts';
import { startSandboxPage } from '../dev/sandbox/page/start-page.ts';
import { startThrowAwayLedger } from '../dev/postgres/throw-away-ledger.ts';
import { startTemporal } from '../dev/server/start-temporal.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../worker/log.ts';

const FOLDER = 'docs/images';
/** Of all pictures together. */
const MOST_BYTES = 1_600_000;

/** A telephone and a desk, each by day and by night. The first is what the documents show. */
const SCREENS = [
  { suffix: '', width: 390, deviceScaleFactor: 2, colorScheme: 'light' },
  { suffix: '-dark', width: 390, deviceScaleFactor: 2, colorScheme: 'dark' },
  { suffix: '-1280', width: 1280, deviceScaleFactor: 1, colorScheme: 'light' },
  { suffix: '-1280-dark', width: 1280, deviceScaleFactor: 1, colorScheme: 'dark' },
] as const;
/** No picture is higher, in CSS pixels. */
const MOST_HIGH = 940;

const taken: string[] = [];

/** Keeps a picture, in colours enough for a page. */
async function keep(name: string, picture: Buffer): Promise<void> {
  const path = `${FOLDER}/${name}.png`;
  await sharp(picture).png({ palette: true, colours: 128, effort: 10 }).toFile(path);
  taken.push(path);
}

async function keepPage(name: string, page: Page): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {};
  const { height = 0 } = (await page.locator('html').boundingBox()) ?? {};
  const clip = { x: 0, y: 0, width, height: Math.min(height, MOST_HIGH) };
  // A page may have just begun to fetch its pictures.
  await page.waitForLoadState('networkidle');
  await keep(name, await page.screenshot({ fullPage: true, clip }));
}

/**
 * Lives two purchases, and takes the pictures that the documents show: of the sandbox's page, and of what customers see, on each
 * of the screens.
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
  mkdirSync(FOLDER, { recursive: true });
  const customerOf = (name: string) => ({
    customerId: `cus_${name}`,
    email: `${name}@example.org`,
    locale: 'en-GB',
    timeZone: 'Europe/Vienna',
  });
  const play = await openPlay(rig, { purchaseId: 'pur_4f2a91c0', customer: customerOf('anna') });
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
  await keep('sandbox-page', await tab.screenshot());

  const other = await openPlay(rig, { purchaseId: 'pur_9b7d22e8', customer: customerOf('ben') });
  await other.sms();
  const rejected = await openPlay(rig, { purchaseId: 'pur_77c1e0ab', customer: customerOf('clara') });
  await rejected.sms();
  await rejected.customer('submitClaim', { claimType: 'major_defect', reason });
  await rejected.support('decideClaim', {
    decision: 'reject',
    clause: 'X1',
    note: 'The key of your program was revoked.',
  });
  const linkTo = async ({ purchaseId, order }: Play): Promise<string> =>
    (await customers?.links.linkFor({
      purchaseId,
      name: 'picture',
      email: order.customer.email,
      correctedAt: undefined,
    })) ?? '';
  // What somebody sends as evidence.
  const screen = await browser.newPage({ viewport: { width: 390, height: 300 } });
  await screen.setContent(
    '<body style="font:18px sans-serif;padding:2em;background:#f4f6fa"><b>Telegram</b><p>+44 7700 900000</p><p style="color:#b3261e">This phone number is not valid. Please check it and try again.</p><p style="color:#667">10:42</p>',
  );
  const evidence = { name: 'screenshot.png', mimeType: 'image/png', buffer: await screen.screenshot() };
  const tabs = await Promise.all(
    SCREENS.map(async ({ suffix, width, deviceScaleFactor, colorScheme }) => {
      const at = { viewport: { width, height: 760 }, deviceScaleFactor, colorScheme };
      const seen = await browser.newPage({ ...at, reducedMotion: 'reduce' });
      return { suffix, seen, isTelephone: width === 390 };
    }),
  );
  const words = 'Telegram says that this number is not valid, in three tries.';
  for (const { suffix, seen, isTelephone } of tabs) {
    if (!isTelephone) continue;
    await seen.goto(await linkTo(other));
    await seen.goto(`${links.publicUrl}/purchases/${other.purchaseId}/claim/not-working`);
    await seen.getByRole('textbox').fill(words);
    await seen.getByRole('textbox').blur();
    await keepPage(`customer-claim${suffix}`, seen);
  }
  for (const [n, { suffix, seen, isTelephone }] of tabs.entries()) {
    const press = (name: string): Promise<void> => seen.getByRole('button', { name, exact: true }).click();
    await seen.goto(await linkTo(play));
    await keepPage(`customer-page${suffix}`, seen);
    await seen.getByRole('link', { name: 'Choose refund or new number' }).click();
    await seen.getByLabel('My money back').check();
    await keepPage(`customer-choice${suffix}`, seen);
    if (isTelephone) {
      await seen.goto(await linkTo(rejected));
      await keepPage(`customer-rejected${suffix}`, seen);
    }
    await seen.goto(await linkTo(other));
    if (isTelephone) {
      await seen.goto(`${links.publicUrl}/purchases/${other.purchaseId}/claim`);
      await keepPage(`customer-trouble${suffix}`, seen);
    }
    await seen.goto(`${links.publicUrl}/purchases/${other.purchaseId}/claim/not-working`);
    await seen.getByRole('textbox').fill(words);
    await press(n === 0 ? 'Add pictures' : 'Add or remove pictures');
    if (n === 0) {
      await seen.getByLabel('Choose a picture').setInputFiles(evidence);
      await press('Upload this picture');
    }
    await seen.getByRole('img').waitFor();
    await keepPage(`customer-pictures${suffix}`, seen);
    await press('Continue with my claim');
    await press('Continue');
    await keepPage(`customer-check${suffix}`, seen);
  }
  const last = tabs.at(-1)?.seen;
  await last?.getByRole('button', { name: 'File the claim', exact: true }).click();
  for (const { suffix, seen } of tabs) {
    await seen.goto(last?.url() ?? '');
    await keepPage(`customer-result${suffix}`, seen);
  }
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
const bytes = taken.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0);
process.stderr.write(`${taken.length} pictures, ${bytes} bytes\n`);
if (bytes > MOST_BYTES) {
  process.stderr.write(`That is more than ${MOST_BYTES}: take fewer, or smaller ones.\n`);
  process.exitCode = 1;
}
