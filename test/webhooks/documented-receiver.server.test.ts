import { execFile, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { OWN_MACHINE } from '../../src/webhooks/private-ranges.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';

const MASTER = randomBytes(32);
const SOON = { timeout: 60_000, interval: 100 };

let rig: TestRig;
beforeAll(async () => {
  const alert = (): Promise<boolean> => Promise.resolve(true);
  rig = await testRig({ webhooks: { secret: MASTER, privateRanges: OWN_MACHINE, alert } });
});
afterAll(async () => {
  await rig.stop();
});

/** The receiver of the document, as it is there. */
function receiverOf(document: string): string {
  const [, code] = /A receiver in JavaScript[^\n]*\n\n```js\n([\s\S]*?)```/.exec(document) ?? [];
  if (code === undefined) throw new Error('the document has no receiver');
  return code;
}

test('the receiver of the document takes what we sign, once, and nothing else', async () => {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/`;
  const parts = { ledger: rig.ledger, secret: MASTER, privateRanges: OWN_MACHINE };
  const made = await createEndpoint(
    parts,
    { url, types: ['purchase.opened'] },
    { by: 'admin', now: new Date() },
  );
  if (!made.ok) throw new Error('the endpoint was not made');
  const file = join(temporaryFolder(), 'receiver.mjs');
  writeFileSync(file, receiverOf(readFileSync('docs/http.md', 'utf8')));
  const env = { PORT: String(port), SECRET: made.secret };
  const program: ChildProcess = execFile(process.execPath, [file], { env });
  onTestFinished(() => void program.kill('SIGKILL'));
  let printed = '';
  program.stdout?.on('data', (text: string) => {
    printed += text;
  });
  const post = async (): Promise<number> => {
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': 'v1,bm9uc2Vuc2U=',
    };
    return (await fetch(url, { method: 'POST', headers, body: '{"type":"made up"}' })).status;
  };
  await vi.waitFor(async () => expect(await post()).toBe(401), SOON);

  const play = await openPlay(rig);
  await vi.waitFor(() => expect(printed).toMatch(/^purchase\.opened evt_[\w-]{22}\n$/), SOON);
  const { event_id } = await rig.ledger
    .selectFrom('events')
    .select('event_id')
    .where('purchase_id', '=', play.purchaseId)
    .executeTakeFirstOrThrow();
  expect(printed).toBe(`purchase.opened ${event_id}\n`);
});
