import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { playOn } from '../../../dev/rig/play.ts';
import type { Rig } from '../../../dev/rig/rig.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { rigForPrograms } from '../../rig-for-programs.ts';
import { startProcess, type StartedProcess } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

let rig: Rig;
let namespace: string;
let databaseUrl: string;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ rig, namespace, databaseUrl, end } = await rigForPrograms());
});
afterAll(async () => {
  await end();
});

/** `npm run api` as a process. `ready` is its address. */
const startApi = (folder: string): StartedProcess =>
  startProcess({
    script: 'src/cli/api.ts',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: namespace,
      DATABASE_URL: databaseUrl,
      EVIDENCE_STORE: pathToFileURL(folder).href,
      LOG_LEVEL: 'error',
    },
    isReady: (stdout) => /^ready api (\S+)$/m.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });

const PURCHASES = 8;
const KILLED_AFTER = 3;

test('a process that is killed between uploads and claims loses no picture, and a repeat files each claim once with its own', async () => {
  const folder = join(temporaryFolder(), 'evidence');
  const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
  const post = async (
    url: string,
    once: string,
    body: Uint8Array | object,
  ): Promise<Record<string, string>> => {
    const isPicture = body instanceof Uint8Array;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': isPicture ? 'image/png' : 'application/json',
        'idempotency-key': once,
      },
      body: isPicture ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const orders = Array.from({ length: PURCHASES }, () => rig.sandbox.shop.buy({}));
  for (const order of orders) {
    await rig.returns.openPurchase(order, { openedBy: 'shop' });
    await playOn(rig, order).sms();
  }
  const killed = startApi(folder);
  const first = await killed.ready;
  const pictures = new Map<string, string>();
  for (const [n, { purchaseId }] of orders.entries()) {
    const uploaded = await post(
      `${first}/v1/purchases/${purchaseId}/evidence`,
      `up-${purchaseId}`,
      await somePicture(n),
    );
    pictures.set(purchaseId, String(uploaded['evidenceId']));
  }
  const file = (url: string, purchaseId: string) =>
    post(`${url}/v1/purchases/${purchaseId}/claims`, `file-${purchaseId}`, {
      claimType: 'invalid_number',
      reason: 'The service says that this number is not valid.',
      evidence: [{ evidenceId: pictures.get(purchaseId) }],
    });
  let answered = 0;
  await Promise.all(
    orders.map(async ({ purchaseId }) => {
      await file(first, purchaseId).catch(() => undefined);
      answered += 1;
      if (answered === KILLED_AFTER) killed.child.kill('SIGKILL');
    }),
  );
  await killed.ended;

  const again = startApi(folder);
  const url = await again.ready;
  const claims: string[] = [];
  for (const { purchaseId } of orders) claims.push(String((await file(url, purchaseId))['claimId']));
  expect(claims).toEqual(orders.map(({ purchaseId }) => `clm_${purchaseId}_1`));
  for (const order of orders) {
    const { claims: filed } = await playOn(rig, order).status();
    expect(filed.map(({ evidence }) => evidence.map(({ evidenceId }) => evidenceId))).toEqual([
      [pictures.get(order.purchaseId)],
    ]);
  }
  const rows = await rig.ledger.selectFrom('evidence_uploads').select(['evidence_id', 'claim_id']).execute();
  const expected = orders.map(({ purchaseId }) => ({
    evidence_id: pictures.get(purchaseId),
    claim_id: `clm_${purchaseId}_1`,
  }));
  const byId = (one: { claim_id: string | null }, other: { claim_id: string | null }): number =>
    String(one.claim_id).localeCompare(String(other.claim_id));
  expect(rows.toSorted(byId)).toEqual(expected.toSorted(byId));
  const files = readdirSync(join(folder, 'kept'), { recursive: true, withFileTypes: true });
  expect(files.filter((each) => each.isFile())).toHaveLength(PURCHASES);
  again.child.kill('SIGKILL');
});
