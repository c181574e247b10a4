import { beforeAll, expect, test, vi } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { MINUTE_MS, DAY_MS } from '../../src/policy/duration.ts';
import { publishDueSoon } from '../../src/feed/due-soon.ts';
import { sharedRig } from '../workflows/test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const WHY = 'The code never worked, although I tried it three times.';

/** What the feed has of a purchase, in its order. */
async function publishedOf({ purchaseId }: Play): Promise<{ type: string; data: unknown }[]> {
  const rows = await rig.ledger
    .selectFrom('events')
    .select(['type', 'data'])
    .where('purchase_id', '=', purchaseId)
    .orderBy('sequence')
    .execute();
  return rows;
}

const ofTypes = async (play: Play): Promise<string[]> => (await publishedOf(play)).map(({ type }) => type);
const SOON = { timeout: 30_000, interval: 50 };

test('money that goes back by itself is in the feed from the opening to the end, each change once', async () => {
  const play = await openPlay(rig);
  await play.pass(21 * MINUTE_MS);
  await vi.waitFor(async () => expect(await ofTypes(play)).toContain('purchase.closed'), SOON);
  const { purchaseId } = play;
  const { refund } = await play.status();
  expect(await publishedOf(play)).toEqual([
    { type: 'purchase.opened', data: { purchaseId, policyVersion: '2026-01' } },
    {
      type: 'refund.confirmed',
      data: { purchaseId, clause: 'R2', refundId: refund?.refundId, amount: 149, currency: 'EUR' },
    },
    { type: 'purchase.closed', data: { purchaseId, clause: 'R2', outcome: 'refunded' } },
  ]);
});

test('a claim is in the feed from its filing to the replacement, with the clause that decided', async () => {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
  await play.pass(MINUTE_MS);
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  await vi.waitFor(async () => expect(await ofTypes(play)).toContain('purchase.closed'), SOON);
  const { purchaseId, claims, replacement } = await play.status();
  const ofClaim = { purchaseId, claimId: claims[0]?.claimId };
  expect(await publishedOf(play)).toEqual([
    { type: 'purchase.opened', data: { purchaseId, policyVersion: '2026-01' } },
    { type: 'claim.filed', data: { ...ofClaim, claimType: 'major_defect' } },
    { type: 'claim.remediation_reported', data: { ...ofClaim, clause: 'C3', outcome: 'not_possible' } },
    { type: 'claim.choice_offered', data: { ...ofClaim, clause: 'C3a' } },
    {
      type: 'replacement.issued',
      data: { purchaseId, clause: 'C3a', replacementPurchaseId: replacement?.purchaseId },
    },
    { type: 'claim.decided', data: { ...ofClaim, clause: 'C3a', status: 'approved' } },
    { type: 'purchase.closed', data: { purchaseId, clause: 'C3a', outcome: 'replaced' } },
  ]);
});

test('nothing is due any more once all is published, and a quiet purchase is in the feed before it closes', async () => {
  const play = await openPlay(rig);
  await play.sms();
  await vi.waitFor(async () => expect(await ofTypes(play)).toEqual(['purchase.opened']), SOON);
  await vi.waitFor(async () => {
    const due = await rig.ledger
      .selectFrom('events_due')
      .selectAll()
      .where('purchase_id', '=', play.purchaseId)
      .execute();
    expect(due).toEqual([]);
  }, SOON);
  await play.pass(DAY_MS);
  expect(await ofTypes(play)).toEqual(['purchase.opened']);
});

test('a claim is due soon a day before its deadline, to the millisecond, once; and not while its clock is paused', async () => {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  await vi.waitFor(async () => expect(await ofTypes(play)).toEqual(['purchase.opened', 'claim.filed']), SOON);
  const { purchaseId, claim, nextDeadline } = await play.status();
  const endsAt = Date.parse(nextDeadline?.at ?? '');
  const parts = { ledger: rig.ledger, service: rig.temporal.workflowService, namespace: rig.namespace };
  const at = (ms: number): Promise<number> => publishDueSoon(parts, { now: new Date(ms), purchaseId });
  expect(await at(endsAt - DAY_MS - 1)).toBe(0);
  expect(await at(endsAt)).toBe(0);
  expect(await at(endsAt - DAY_MS)).toBe(1);
  expect(await at(endsAt - DAY_MS + 1)).toBe(0);
  const events = await rig.ledger
    .selectFrom('events')
    .select(['data', 'at'])
    .where('purchase_id', '=', purchaseId)
    .where('type', '=', 'claim.due_soon')
    .execute();
  expect(events).toEqual([
    {
      data: { purchaseId, claimId: claim?.claimId, deadline: 'remediation', at: nextDeadline?.at },
      at: new Date(endsAt - DAY_MS),
    },
  ]);

  await play.support('requestAccess', { what: 'The login of the service, to see the fault.' });
  // The remediation clock stands still, that of the customer's answer runs.
  const access = Date.parse((await play.status()).nextDeadline?.at ?? '');
  await vi.waitFor(async () => expect(await at(access - 1)).toBe(1), SOON);
  const published = (await publishedOf(play)).filter(({ type }) => type === 'claim.due_soon');
  expect(published.map(({ data }) => (data as { deadline: string }).deadline)).toEqual([
    'remediation',
    'access',
  ]);
  expect(await at(endsAt - 1)).toBe(0);
});
