import { createHash } from 'node:crypto';
import type { FeedEvents, FeedEventType } from '../contract/feed-event.ts';
import type { Outcome } from '../contract/purchase-result.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { ClaimStatus, ReplacementView, TimelineEntry } from '../contract/status.ts';
import type { MailTemplate } from '../contract/mail.ts';
import type { Attention } from '../contract/status.ts';
import type { ClaimType } from '../contract/updates.ts';
import type { Untold } from '../ledger/write/tell-events.ts';

/** What is known of a purchase where its events are made. */
export interface ToldOf {
  purchaseId: PurchaseId;
  timeline: readonly TimelineEntry[];
  replacement?: ReplacementView;
}

type Told = { [T in FeedEventType]: { type: T; data: FeedEvents[T] } }[FeedEventType];

/** Entries with which a claim ends, and how. */
const ENDS: Readonly<Record<string, Exclude<ClaimStatus, 'open'>>> = {
  claim_approved: 'approved',
  claim_rejected: 'rejected',
  claim_withdrawn: 'withdrawn',
  claim_forfeited: 'forfeited',
  claim_moot: 'moot',
  claim_remedied: 'remedied',
  access_refused: 'disqualified',
};

/**
 * The events of a timeline, in its order. What is told has an id by what it says and how often that was said before, so
 * that the same change has the same id whatever task, run or worker tells it.
 */
export function eventsOf(purchase: ToldOf): Untold[] {
  const before = new Map<string, number>();
  return purchase.timeline.flatMap((entry) => {
    const told = toldBy(entry, purchase);
    if (told === undefined) return [];
    const said = JSON.stringify([told.type, told.data]);
    const times = before.get(said) ?? 0;
    before.set(said, times + 1);
    return [{ ...told, eventId: eventIdOf(said, times), at: entry.at, purchaseId: purchase.purchaseId }];
  });
}

/** Without a full stop, which would end the id in what a webhook signs. */
export const eventIdOf = (said: string, times: number): string =>
  `evt_${createHash('sha256').update(`${times} ${said}`).digest('base64url').slice(0, 22)}`;

function toldBy({ event, clause, data = {} }: TimelineEntry, purchase: ToldOf): Told | undefined {
  const { purchaseId } = purchase;
  const decided = clause === undefined ? {} : { clause };
  const text = (name: string): string => String(data[name] ?? '');
  // Sound, here and below: only the workflow writes these entries, with values of these types.
  const claim = { purchaseId, claimId: text('claimId') };
  const end = Object.hasOwn(ENDS, event) ? ENDS[event] : undefined;
  if (end !== undefined) return { type: 'claim.decided', data: { ...claim, ...decided, status: end } };
  switch (event) {
    case 'purchase_opened':
      return { type: 'purchase.opened', data: { purchaseId, policyVersion: text('policyVersion') } };
    case 'purchase_closed':
      return {
        type: 'purchase.closed',
        data: { purchaseId, ...decided, outcome: text('outcome') as Outcome },
      };
    case 'claim_filed':
      return { type: 'claim.filed', data: { ...claim, claimType: text('claimType') as ClaimType } };
    case 'evidence_added':
      return { type: 'claim.evidence_added', data: claim };
    case 'access_requested':
      return { type: 'claim.access_requested', data: { ...claim, ...decided } };
    case 'remediation_reported': {
      const outcome = text('outcome') as 'done' | 'not_possible';
      return { type: 'claim.remediation_reported', data: { ...claim, ...decided, outcome } };
    }
    case 'choice_offered':
      return { type: 'claim.choice_offered', data: { ...claim, ...decided } };
    case 'refund_pending':
      return { type: 'refund.pending', data: { purchaseId } };
    case 'refund_confirmed':
      return { type: 'refund.confirmed', data: { purchaseId, ...decided, ...money(data) } };
    case 'refund_returned_otherwise':
      return {
        type: 'refund.confirmed',
        data: { purchaseId, ...decided, ...money(data), returnedOtherwise: true },
      };
    case 'refund_refused':
      return { type: 'refund.failed', data: { purchaseId } };
    case 'refund_failed':
      return { type: 'refund.failed', data: { purchaseId, ...money(data) } };
    case 'mail_given_up':
      return { type: 'notice.undelivered', data: { purchaseId, template: text('template') as MailTemplate } };
    case 'replacement_issued':
      return { type: 'replacement.issued', data: { purchaseId, ...decided, ...issued(data, purchase) } };
    case 'needs_attention': {
      const step = text('step') as Attention['step'];
      return { type: 'attention.raised', data: { purchaseId, step, reason: withoutWords(text('reason')) } };
    }
    default:
      return undefined;
  }
}

type Data = NonNullable<TimelineEntry['data']>;

const money = ({ refundId, amount, currency }: Data) => ({
  refundId: String(refundId ?? ''),
  amount: Number(amount),
  currency: String(currency),
});

function issued({ key }: Data, { replacement }: ToldOf): { replacementPurchaseId?: PurchaseId } {
  if (replacement?.key !== key || replacement?.purchaseId === undefined) return {};
  return { replacementPurchaseId: replacement.purchaseId };
}

/** `refused: <the order service's words>` → `refused`. */
const withoutWords = (reason: string): string => reason.split(':', 1)[0] ?? '';
