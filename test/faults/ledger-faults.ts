import { isDeepStrictEqual } from 'node:util';
import { ownEntry } from '../../dev/sandbox/shop-data.ts';
import type { Evidence, Lived } from './records-agree.ts';
import type { RecordedPurchase } from './ledger-record.ts';

/** The ledger says of every purchase what its workflow says, and of all money and goods what the shop says. */
export function ledgerFaults(evidence: Evidence): string[] {
  const { ledger, lives, shopData } = evidence;
  const recorded = new Map(ledger.purchases.map((purchase) => [purchase.purchaseId, purchase]));
  const strangers = ledger.purchases.filter(({ purchaseId }) => !ownEntry(shopData.purchases, purchaseId));
  const open = ledger.openTransactions;
  return [
    ...(open === 0 ? [] : [`the ledger: ${open} transactions left open`]),
    ...strangers.map(({ purchaseId }) => `${purchaseId}: in the ledger, and nobody bought it`),
    ...lives
      .filter((life) => evidence.deaths.length === 0 || !mayBeBehind(life, recorded.get(life.purchaseId)))
      .flatMap((life) => purchaseFaults(life, recorded.get(life.purchaseId))),
    ...refundRows(evidence),
    ...replacementRows(evidence),
    ...remedyRows(evidence),
  ];
}

/**
 * A worker that was killed may have had changes of an open purchase that nobody has to see to, and that were not in the
 * ledger yet (`docs/adr/0034-the-ledger-is-written-outside-the-tasks.md`). What is there must then be from before them.
 */
function mayBeBehind({ state, status }: Lived, row: RecordedPurchase | undefined): boolean {
  if (state !== 'open' || status === undefined) return false;
  if (status.claim !== undefined || status.needsAttention.length > 0) return false;
  return row === undefined || row.revision < status.revision;
}

function purchaseFaults(
  { purchaseId, status, longTasks }: Lived,
  row: RecordedPurchase | undefined,
): string[] {
  if (status === undefined) return [];
  if (row === undefined) return [`${purchaseId}: not in the ledger`];
  const faults: string[] = [];
  const compare = (what: string, here: unknown, there: unknown): void => {
    if (isDeepStrictEqual(here, there)) return;
    faults.push(`${purchaseId}: ${what} ${said(here)} here, ${said(there)} in the ledger`);
  };
  compare('stage', status.stage, row.stage);
  compare('revision', status.revision, row.revision);
  compare('outcome', status.result?.outcome ?? null, row.outcome);
  compare('clause', status.result?.clause ?? null, row.clause);
  const next = status.nextDeadline;
  compare('next deadline', next ? { kind: next.kind, at: next.at } : null, row.nextDeadline);
  compare(
    'claims',
    status.claims.map(({ claimId, claimType, status: end }) => ({ claimId, claimType, status: end })),
    row.claims,
  );
  const { timeline } = status;
  for (let n = 0; n < Math.max(timeline.length, row.timeline.length); n += 1) {
    const [here, there] = [timeline[n], row.timeline[n]];
    // The purchase answers from a replay, the ledger has what was noted at first.
    const replayed = there && longTasks?.get(there.at);
    const isOfLongTask = here !== undefined && here.at === replayed;
    compare(`entry ${n + 1} of the timeline`, here, isOfLongTask ? { ...there, at: replayed } : there);
  }
  return faults;
}

const said = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');

function refundRows({ ledger, shopData }: Evidence): string[] {
  const faults: string[] = [];
  for (const { key, amount, currency, status, refund_id, by_hand } of ledger.refunds) {
    const paid = ownEntry(shopData.refunds, key);
    if (by_hand) {
      if (paid !== undefined && paid.status !== 'refused')
        faults.push(`${key}: by hand in the ledger, and paid by the shop too`);
      continue;
    }
    // What the shop knows nothing of has not been asked for yet, or nothing has come of it.
    const nothing = ['intended', 'sent', 'unknown'].includes(status);
    if (paid === undefined) {
      if (!nothing) faults.push(`${key}: ${status} in the ledger, and the shop knows nothing of it`);
      continue;
    }
    if (status !== paid.status) faults.push(`${key}: ${status} in the ledger, ${paid.status} at the shop`);
    if (amount !== paid.amount || currency !== paid.currency)
      faults.push(`${key}: ${amount} ${currency} in the ledger, ${paid.amount} ${paid.currency} at the shop`);
    if (refund_id !== paid.refundId) faults.push(`${key}: another refundId in the ledger than at the shop`);
  }
  const known = new Set(ledger.refunds.map(({ key }) => key));
  for (const key of Object.keys(shopData.refunds)) {
    if (!known.has(key)) faults.push(`${key}: at the shop, and not in the ledger`);
  }
  return faults;
}

function replacementRows({ ledger, shopData }: Evidence): string[] {
  const faults: string[] = [];
  const rows = new Map(ledger.replacements.map((row) => [row.key, row]));
  for (const { key, status, replacement_purchase_id } of ledger.replacements) {
    const given = ownEntry(shopData.replacements, key);
    const issued = given?.result === 'issued' ? given.purchaseId : null;
    const says = status === 'issued' ? replacement_purchase_id : null;
    if (says !== issued) faults.push(`${key}: replaced by ${says} in the ledger, by ${issued} at the shop`);
  }
  for (const [key, given] of Object.entries(shopData.replacements)) {
    if (given.result === 'issued' && !rows.has(key)) faults.push(`${key}: issued, and not in the ledger`);
  }
  return faults;
}

/** One remedy a purchase, one refund a payment, and whatever may have been given is marked as given. */
function remedyRows({ ledger, shopData }: Evidence): string[] {
  const faults: string[] = [];
  const places = new Set<string>();
  const refunded = new Set<string>();
  for (const { original_purchase_id: original, depth, kind, given } of ledger.remedies) {
    if (kind === 'refund') {
      if (refunded.has(original)) faults.push(`${original}: two refunds among the remedies`);
      refunded.add(original);
    }
    if (!given) continue;
    const place = `${original} at depth ${depth}`;
    if (places.has(place)) faults.push(`${place}: given two remedies`);
    places.add(place);
  }
  const marked = new Set(ledger.remedies.filter(({ given }) => given).map(({ key }) => key));
  const paid = Object.entries(shopData.refunds).filter(([, { status }]) => status !== 'refused');
  const issued = Object.entries(shopData.replacements).filter(([, { result }]) => result === 'issued');
  for (const [key] of [...paid, ...issued]) {
    if (!marked.has(key)) faults.push(`${key}: given by the shop, and no given remedy in the ledger`);
  }
  return faults;
}
