import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEventSecrets } from '../../../src/config/event-secrets.ts';
import type { OpenedEvidence } from '../../../src/evidence/open-evidence.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { playOn } from '../../../dev/rig/play.ts';
import { OWN_MACHINE } from '../../../src/webhooks/private-ranges.ts';
import { sendToShop } from '../../../dev/start/shop-endpoint.ts';
import { testRig, type TestRig } from '../../workflows/test-rig.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { evidenceIn } from '../../evidence/kept-evidence.ts';
import { servedApi, type TestApi } from './served-api.ts';

let rig: TestRig;
let api: TestApi;
let kept: OpenedEvidence;
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
beforeAll(async () => {
  // Webhooks as npm start has them.
  const webhooks = { secret: randomBytes(32), privateRanges: OWN_MACHINE };
  rig = await testRig({ webhooks: { ...webhooks, alert: () => Promise.resolve(true) } });
  const endpointId = `whe_${randomBytes(12).toString('hex')}`;
  await sendToShop({ ledger: rig.ledger, ...webhooks }, { sandbox: rig.sandbox, endpointId }, new Date());
  kept = await evidenceIn(rig.ledger, folder);
  api = await servedApi(rig, { evidenceKeeping: kept });
});
afterAll(async () => {
  kept.stop();
  rmSync(folder, { recursive: true, force: true });
  await rig.stop();
});

const run = promisify(execFile);

/** The commands of the first section, as a newcomer pastes them, but for the id, which is bought once. */
function blocks(purchaseId: string): string[] {
  const [, section = ''] =
    /## A purchase, a claim and a webhook in five minutes\n([\s\S]*?)\n## /.exec(
      readFileSync('docs/http.md', 'utf8'),
    ) ?? [];
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)]
    .map(([, block = '']) =>
      block.replaceAll(/\bp1\b/g, purchaseId).replaceAll('clm_p1_1', `clm_${purchaseId}_1`),
    )
    .filter((block) => !block.includes('export '));
}

test('the five minutes of the document go as it says, from the opening to the refund and its webhook', async () => {
  const purchaseId = `doc-${process.pid}`;
  const env = {
    PATH: process.env['PATH'],
    API: api.url,
    SANDBOX: rig.sandbox.orderServiceUrl,
    SHOP: api.keys.service,
    SUPPORT: api.keys.approver,
  };
  const cwd = temporaryFolder();
  const [opening = '', claim = '', received = '', ...more] = blocks(purchaseId);
  expect(more).toEqual([]);
  const sh = async (block: string): Promise<unknown[]> => {
    // Each command answers with one object; a line break between them can be told apart.
    const { stdout } = await run('bash', ['-ec', block.replaceAll(/^curl /gm, 'echo; curl ')], {
      cwd,
      env,
    });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  };
  expect(await sh(opening)).toMatchObject([
    { purchaseId, price: { amount: 149 } },
    { purchaseId, already: false },
    { purchaseId },
  ]);
  const play = playOn(rig, { ...rig.sandbox.shop.buy({}), purchaseId });
  await play.idle();
  const [filed, preview, decided] = await sh(claim);
  expect(filed).toMatchObject({ accepted: true, stage: 'in_review' });
  expect(preview).toMatchObject({ preview: true, follows: { money: { kind: 'refund' } } });
  expect(decided).toMatchObject({ accepted: true, stage: 'returning_funds' });
  const closed = async (): Promise<unknown> =>
    (await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys.service })).body['result'];
  await expect.poll(closed, { timeout: 60_000 }).toMatchObject({ outcome: 'refunded', clause: 'C2' });
  const told = async (): Promise<unknown> => {
    const [list] = (await sh(received)) as [{ signature: string; event: { type: string } }[]];
    return list.map(({ signature, event }) => `${event.type} ${signature}`).toSorted();
  };
  await expect
    .poll(told, { timeout: 60_000 })
    .toEqual(
      ['claim.decided', 'claim.filed', 'purchase.closed', 'purchase.opened', 'refund.confirmed'].map(
        (type) => `${type} right`,
      ),
    );
});

test('an event is signed as the document does it in JavaScript', async () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const caller = `documented-${process.pid}`;
  const signed = await servedApi(rig, {
    own: true,
    eventSecrets: readEventSecrets(`${caller}:${secret}`) ?? [],
  });
  const { token } = await createKey(rig.ledger, { caller, role: 'service' }, new Date());
  const order = rig.sandbox.shop.buy({});
  const { purchaseId } = order;
  await signed.call('PUT', `/v1/purchases/${purchaseId}`, { key: token, body: order });
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/http.md', 'utf8')) ?? [];
  const env = { API: signed.url, SECRET: secret, PURCHASE: purchaseId };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { env });
  expect(stdout.trim()).toBe('202');
  const play = playOn(rig, order);
  await play.idle();
  expect((await play.status()).stage).toBe('claim_window');
});

test('the policy is data without a key, and its hash is that of what was sent', async () => {
  const { body } = await api.call('GET', '/v1/policies');
  expect(body).toMatchObject({ current: '2026-01', versions: ['2026-01', 'sandbox-short'] });
  const policy = await api.call('GET', '/v1/policies/2026-01');
  expect(policy).toMatchObject({
    status: 200,
    body: { policy: { version: '2026-01', periods: { claimWindow: 'P5D' } } },
  });
  const sent = JSON.stringify(policy.body['policy']);
  expect(policy.body['sha256']).toBe(createHash('sha256').update(sent).digest('hex'));
  expect(await api.call('GET', '/v1/policies/1999-01')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});
