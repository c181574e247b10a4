import { beforeAll, expect, test } from 'vitest';
import { eraseCasesAndRequests } from '../../../src/ledger/write/erase-records.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
});

/** A case of an opening that was refused. */
async function openedCase(): Promise<{ purchaseId: string; settle: (note: string) => Promise<ApiAnswer> }> {
  const { purchaseId } = rig.sandbox.shop.buy({});
  const refused = await api.call('PUT', `/v1/purchases/${purchaseId}`, { key: api.keys.service, body: {} });
  const at = `/v1/cases/${String(refused.body['caseId'])}/settlement`;
  const settle = (note: string): Promise<ApiAnswer> =>
    api.call('POST', at, { key: api.keys.agent, body: { note }, once: `settle-${purchaseId}` });
  return { purchaseId, settle };
}

test('a settlement whose answer was lost with its process is answered as done, and not as done by somebody', async () => {
  const { purchaseId, settle } = await openedCase();
  const first = await settle('The shop has opened it again.');
  expect(first).toMatchObject({ status: 200, body: { settled: true } });
  await rig.ledger
    .updateTable('api_requests')
    .set({ status: null, answer: null })
    .where('purchase_id', '=', purchaseId)
    .execute();
  const again = await settle('The shop has opened it again.');
  expect(again).toMatchObject({ status: 200, body: first.body });
});

test('an erasure takes what is kept of requests about cases along, where no purchase was opened either', async () => {
  const { purchaseId, settle } = await openedCase();
  await settle('The customer has called.');
  const kept = rig.ledger
    .selectFrom('api_requests')
    .select('request_key')
    .where('request_key', '=', `settle-${purchaseId}`);
  expect((await kept.execute()).length).toBe(1);
  await rig.ledger.transaction().execute((transaction) => eraseCasesAndRequests(transaction, [purchaseId]));
  expect(await kept.execute()).toEqual([]);
});
