import type { Problem } from '../contract/answers.ts';
import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { Instant, Money, PurchaseId } from '../contract/scalars.ts';
import { MINUTE_MS } from './duration.ts';
import { CURRENT_VERSION_ID, policyVersion, VERSION_IDS, type PolicyVersion } from './versions.ts';

/** What a purchase is judged by for its whole life. */
export interface Terms {
  version: PolicyVersion;
  purchasedAt: Instant;
  /** The SMS is waited for until then (R2). Inclusive. */
  smsDeadline: Instant;
  /** Claims can be filed until then (P1). Inclusive. */
  claimDeadline: Instant;
  price: Money;
  /** The purchase that was paid for: this one, or the first of its chain of replacements. */
  originalPurchaseId: PurchaseId;
  /** 0 for a paid purchase, n for the n-th replacement in a row. */
  depth: number;
}

/** How far a shop's clock may run ahead of ours. */
const CLOCK_AHEAD_MS = 5 * MINUTE_MS;

export type AgreedTerms = { ok: true; terms: Terms } | { ok: false; problems: Problem[] };

/** The terms of a well-formed order, or all that is wrong with its instants and version. `now`: the workflow's clock. */
export function agreeTerms(order: PurchaseOrder, now: Instant): AgreedTerms {
  const version = policyVersion(order.policyVersion ?? CURRENT_VERSION_ID);
  if (version === undefined) {
    const message = `is not a version of the policy: send one of ${VERSION_IDS.join(', ')}, or leave it out`;
    return { ok: false, problems: [{ field: 'policyVersion', message }] };
  }
  const problems: Problem[] = [];
  const purchasedAt = Date.parse(order.purchasedAt);
  if (purchasedAt > now + CLOCK_AHEAD_MS) {
    const message = `${iso(purchasedAt)} is more than 5 minutes ahead of our clock (${iso(now)}): send the instant of the purchase`;
    problems.push({ field: 'purchasedAt', message });
  }
  const claimDeadline = purchasedAt + version.claimWindowMs;
  const smsDeadline =
    order.smsDeadline === undefined ? purchasedAt + version.smsDefaultMs : Date.parse(order.smsDeadline);
  const latest = Math.min(purchasedAt + version.smsLongestMs, claimDeadline);
  if (smsDeadline <= purchasedAt) {
    const message = `${iso(smsDeadline)} is not after purchasedAt ${iso(purchasedAt)}: send a later instant, or leave it out (then 20 minutes)`;
    problems.push({ field: 'smsDeadline', message });
  } else if (smsDeadline > latest) {
    const message = `${iso(smsDeadline)} is later than ${iso(latest)}, the latest that version ${version.id} allows for this purchase: send an earlier instant, or leave it out (then 20 minutes)`;
    problems.push({ field: 'smsDeadline', message });
  }
  if (order.replaces?.purchaseId === order.purchaseId) {
    problems.push({
      field: 'replaces.purchaseId',
      message: 'is the purchase itself: name the one it replaces',
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    terms: {
      version,
      purchasedAt,
      smsDeadline,
      claimDeadline,
      price: order.price,
      originalPurchaseId: order.replaces?.originalPurchaseId ?? order.purchaseId,
      depth: order.replaces?.depth ?? 0,
    },
  };
}

const iso = (at: Instant): string => new Date(at).toISOString();
