import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';
import { openWire, type Wire } from '../databases/wire.ts';
import { testRig } from './test-rig.ts';

const PAID_BACK = [{ amount: 149, currency: 'EUR' }];

let rig: Rig;
let wire: Wire;
let ledger: Ledger;
const stops: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  const database = await freshLedgerDatabase();
  wire = await openWire(database.url);
  ledger = openPostgres(database.url);
  const overWire = openPostgres(wire.url);
  rig = await testRig({ ledger: overWire });
  stops.push(
    () => rig.stop(),
    () => overWire.destroy(),
    () => ledger.destroy(),
    () => wire.close(),
    () => database.drop(),
  );
});
afterEach(() => wire.mend());
afterAll(async () => {
  for (const stop of stops) await stop();
});

const recorded = async ({ purchaseId }: Play) =>
  ledger
    .selectFrom('purchases')
    .select(['stage', 'outcome', 'revision'])
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirst();

const resultOf = ({ purchaseId }: Play): Promise<PurchaseResult> =>
  rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).result();

async function asTheWorkflowSays(play: Play): Promise<void> {
  const { stage, revision, result, timeline } = await play.status();
  expect(await recorded(play)).toEqual({ stage, revision, outcome: result?.outcome ?? null });
  const events = await ledger
    .selectFrom('timeline')
    .select('event')
    .where('purchase_id', '=', play.purchaseId)
    .where('superseded_at', 'is', null)
    .orderBy('n')
    .execute();
  expect(events.map(({ event }) => event)).toEqual(timeline.map(({ event }) => event));
}

describe('a ledger that is away', () => {
  test('keeps no purchase from going on; the next change brings it up to date', async () => {
    const play = await openPlay(rig);
    await wire.cut();
    await play.sms();
    expect((await play.status()).stage).toBe('claim_window');
    await play.completed();
    expect(await recorded(play)).toMatchObject({ stage: 'awaiting_sms' });
    await wire.mend();
    const reason = 'The code never worked, although I tried it three times.';
    await play.customer('submitClaim', { claimType: 'major_defect', reason });
    await asTheWorkflowSays(play);
  });

  test('holds the end of a decided purchase until it is on record', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.completed();
    await wire.cut();
    await play.pass(5 * DAY_MS + MINUTE_MS);
    expect(await play.status()).toMatchObject({ stage: 'closed', result: { outcome: 'fulfilled' } });
    expect(await recorded(play)).toMatchObject({ stage: 'claim_window' });
    // Too late, and refused; that it was asked for is on record in the end.
    await play.refused('addEvidence', { evidence: [{ evidenceId: 'late' }] }, 'not_now');
    await wire.mend();
    await play.pass(HOUR_MS);
    expect(await resultOf(play)).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
    expect((await play.status()).timeline.at(-1)).toMatchObject({ event: 'request_refused' });
    await asTheWorkflowSays(play);
  });

  test('holds the money: no refund is asked for before it is on record, and then it is paid once', async () => {
    const play = await openPlay(rig);
    await wire.cut();
    await play.pass(21 * MINUTE_MS);
    await play.pass(20 * MINUTE_MS);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    expect(await play.status()).toMatchObject({
      stage: 'returning_funds',
      needsAttention: [{ step: 'refund', reason: 'unavailable' }],
    });
    await wire.mend();
    await play.pass(DAY_MS);
    expect(await resultOf(play)).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual(PAID_BACK);
    await asTheWorkflowSays(play);
  });
});

test('a ledger that hangs holds no answer back and no money up for good', async () => {
  const play = await openPlay(rig);
  await play.sms();
  wire.hang();
  const reason = 'The code never worked, although I tried it three times.';
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
  expect((await play.status()).stage).toBe('in_remediation');
  await wire.mend();
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
  await play.customer('chooseRemedy', { remedy: 'refund' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual(PAID_BACK);
  expect(await resultOf(play)).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
  await asTheWorkflowSays(play);
});

test.each([
  { what: 'half an emoji', reason: 'no \ud83d' },
  { what: 'U+0000 and an escape sequence', reason: 'no \u0000\u001b[31m' },
])('a refusal with $what gets onto record, can be settled by hand, and is paid once', async ({ reason }) => {
  const play = await openPlay(rig);
  const over = play.fault('refund', { kind: 'refused', reason });
  await play.pass(21 * MINUTE_MS);
  const refused = await ledger
    .selectFrom('purchases')
    .select(['stage', 'needs_attention'])
    .where('purchase_id', '=', play.purchaseId)
    .executeTakeFirst();
  expect(refused).toMatchObject({
    stage: 'returning_funds',
    needs_attention: [{ step: 'refund', reason: expect.stringMatching(/^refused: no (\ufffd|\[31m)$/) }],
  });
  await asTheWorkflowSays(play);
  over();
  await play.support('settleByHand', { step: 'refund', action: 'retry', note: 'The till is open.' });
  expect(await resultOf(play)).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual(PAID_BACK);
  await asTheWorkflowSays(play);
});
