import { refundKey } from '../../src/contract/ids.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { ownEntry, type ShopData } from '../../dev/sandbox/shop-data.ts';
import type { Evidence, Lived } from './records-agree.ts';

/** The purchase that was paid for, at the beginning of a chain of replacements. */
export function originalOf(shopData: ShopData, purchaseId: PurchaseId): PurchaseId {
  const issuedUnder = ownEntry(shopData.purchases, purchaseId)?.issuedUnder;
  return issuedUnder === undefined ? purchaseId : originalOf(shopData, issuedUnder.split(':')[1] ?? '');
}

/** Nobody is paid or replaced twice, and shop and workflows tell the same story to the cent. */
export function moneyFaults(evidence: Evidence): string[] {
  return [...eachRefund(evidence), ...eachLife(evidence), ...sums(evidence)];
}

function eachRefund({ shopData, lives }: Evidence): string[] {
  const faults: string[] = [];
  const paidFor = new Set<PurchaseId>();
  for (const [key, refund] of Object.entries(shopData.refunds)) {
    const original = originalOf(shopData, refund.purchaseId);
    const { price } = shopData.purchases[original]?.order ?? {};
    if (key !== refundKey(original)) faults.push(`${key}: asked for by ${refund.purchaseId}, of ${original}`);
    if (refund.amount !== price?.amount || refund.currency !== price.currency)
      faults.push(`${key}: ${refund.amount} ${refund.currency} is not what was paid`);
    if (refund.status === 'refused') continue;
    if (paidFor.has(original)) faults.push(`${key}: the second refund of ${original}`);
    paidFor.add(original);
    const owner = lives.find(({ status }) => status?.refund?.key === key);
    if (owner === undefined) faults.push(`${key}: paid by the shop, and no purchase knows of it`);
  }
  return faults;
}

function eachLife({ shopData, lives }: Evidence): string[] {
  return lives.flatMap(({ purchaseId, status, result }) => {
    if (status === undefined) return [];
    const say = (what: string): string => `${purchaseId}: ${what}`;
    const faults: string[] = [];
    const issued = Object.entries(shopData.replacements).flatMap(([key, answer]) =>
      key.startsWith(`replacement:${purchaseId}:`) && answer.result === 'issued' ? [answer.purchaseId] : [],
    );
    const refund = status.refund ? ownEntry(shopData.refunds, status.refund.key) : undefined;
    const paid = refund?.status === 'confirmed' && refund.purchaseId === purchaseId;
    const paidAtAll = Object.values(shopData.refunds).some(
      (each) => each.purchaseId === purchaseId && each.status !== 'refused',
    );
    if (issued.length > 1) faults.push(say(`${issued.length} replacements issued`));
    if (issued.length > 0 && paidAtAll) faults.push(say('replaced and paid back'));

    const says = status.replacement?.status === 'issued' ? status.replacement.purchaseId : undefined;
    if (says !== issued[0]) faults.push(say(`replacement ${says} here, ${issued[0]} at the shop`));

    if (status.refund) {
      const byHand = paidByHand({ status });
      const confirmed = status.refund.status === 'confirmed';
      if (byHand && refund !== undefined && refund.status !== 'refused')
        faults.push(say('paid by hand, and by the shop too'));
      if (!byHand && confirmed !== paid)
        faults.push(say(`refund ${status.refund.status} here, ${refund?.status} at the shop`));
      if (!byHand && confirmed && status.refund.refundId !== refund?.refundId)
        faults.push(say('another refundId than at the shop'));
      if (status.refund.amount !== shopData.purchases[originalOf(shopData, purchaseId)]?.order.price.amount)
        faults.push(say('another amount than was paid'));
    }
    if (result === undefined) return faults;
    const refunded = result.outcome === 'refunded';
    if (refunded !== (result.refund?.status === 'confirmed'))
      faults.push(say(`${result.outcome} with a refund that is ${result.refund?.status}`));
    if (!refunded && refund !== undefined && refund.status !== 'refused' && refund.purchaseId === purchaseId)
      faults.push(say(`${result.outcome}, but the shop has paid`));
    if ((result.outcome === 'replaced') !== issued.length > 0)
      faults.push(say(`${result.outcome} with ${issued.length} replacements`));
    return faults;
  });
}

/** Support said that it paid outside the shop's till: the reference is support's own. */
export const paidByHand = ({ status }: Pick<Lived, 'status'>): boolean =>
  status?.timeline.some(
    ({ event, data }) =>
      event === 'settled_by_hand' &&
      data?.['step'] === 'refund' &&
      data['reference'] !== undefined &&
      data['reference'] === status.refund?.refundId,
  ) ?? false;

function sums({ shopData, lives }: Evidence): string[] {
  const byWorkflows: Record<string, number> = {};
  for (const { status } of lives) {
    if (status?.refund?.status !== 'confirmed' || paidByHand({ status })) continue;
    const { amount, currency } = status.refund;
    byWorkflows[currency] = (byWorkflows[currency] ?? 0) + amount;
  }
  const byPayments: Record<string, number> = {};
  for (const { order, issuedUnder } of Object.values(shopData.purchases)) {
    if (issuedUnder !== undefined) continue;
    const { amount, currency } = order.price;
    byPayments[currency] = (byPayments[currency] ?? 0) + amount;
  }
  const faults: string[] = [];
  for (const [currency, { paidIn, paidOut }] of Object.entries(shopData.balances)) {
    const known = byWorkflows[currency] ?? 0;
    const bought = byPayments[currency] ?? 0;
    if (paidOut !== known)
      faults.push(`${currency}: the till paid out ${paidOut}, the workflows know of ${known}`);
    if (paidIn !== bought) faults.push(`${currency}: the till took ${paidIn} for purchases of ${bought}`);
  }
  return faults;
}
