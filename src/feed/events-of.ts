import { createHash } from 'node:crypto';
import { CLAIM_ENDS } from '../contract/claim-ends.ts';
import type { ClauseId } from '../contract/clause-id.ts';
import type { FeedEvents, FeedEventType } from '../contract/feed-event.ts';
import type { Outcome } from '../contract/purchase-result.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type {
  Attention,
  ClaimStatus,
  RefundView,
  ReplacementView,
  TimelineEntry,
} from '../contract/status.ts';
import type { MailTemplate } from '../contract/mail.ts';
import type { ClaimType } from '../contract/updates.ts';
import type { NewEvent } from '../ledger/write/publish-events.ts';
import { present } from '../contract/present.ts';

/** What is known of a purchase where its events are made. */
export interface OfPurchase {
  purchaseId: PurchaseId;
  timeline: readonly TimelineEntry[];
  refund?: Pick<RefundView, 'byHand'>;
  replacement?: ReplacementView;
}

type EventContent = { [T in FeedEventType]: { type: T; data: FeedEvents[T] } }[FeedEventType];

/** `before`: the data by which an earlier version named it. */
type Named = EventContent & { before?: object };

/**
 * The events of a timeline, in its order. An event's id is made of its content and how often that occurred before, so every
 * worker and run makes the same id.
 */
export function eventsOf(purchase: OfPurchase): NewEvent[] {
  const saidBefore = new Map<string, number>();
  const idOf = (type: FeedEventType, data: object): string => {
    const said = JSON.stringify([type, data]);
    const times = saidBefore.get(said) ?? 0;
    saidBefore.set(said, times + 1);
    return eventIdOf(said, times);
  };
  return purchase.timeline.flatMap((entry): NewEvent[] => {
    const event = eventOfEntry(entry, purchase);
    if (event === undefined) return [];
    const { type, data, before } = event;
    const earlierId = before === undefined ? {} : { earlierId: idOf(type, before) };
    return [
      { type, data, eventId: idOf(type, data), ...earlierId, at: entry.at, purchaseId: purchase.purchaseId },
    ];
  });
}

/** Without a full stop, which would end the id in what a webhook signs. */
export const eventIdOf = (said: string, times: number): string =>
  `evt_${createHash('sha256').update(`${times} ${said}`).digest('base64url').slice(0, 22)}`;

const eventOfEntry = (entry: TimelineEntry, purchase: OfPurchase): Named | undefined =>
  Object.hasOwn(EVENT_OF_ENTRY, entry.event) ? EVENT_OF_ENTRY[entry.event]?.(entry, purchase) : undefined;

type ToEvent = (entry: TimelineEntry, purchase: OfPurchase) => Named;

const decided = ({ clause }: TimelineEntry): { clause?: ClauseId } => present({ clause });

const text = ({ data }: TimelineEntry, name: string): string => String(data?.[name] ?? '');

const claimOf = (entry: TimelineEntry, { purchaseId }: OfPurchase) => ({
  purchaseId,
  claimId: text(entry, 'claimId'),
});

const claimEndedAs =
  (status: Exclude<ClaimStatus, 'open'>): ToEvent =>
  (entry, purchase) => ({
    type: 'claim.decided',
    data: { ...claimOf(entry, purchase), ...decided(entry), status },
  });

/**
 * The event that each entry of a timeline becomes. `0016-events.ts` names the same entries: those that make a purchase due.
 */
// Sound, all of it: only the workflow and the ledger write these entries, with values of these types.
export const EVENT_OF_ENTRY: Readonly<Record<string, ToEvent>> = {
  purchase_opened: (entry, { purchaseId }) => ({
    type: 'purchase.opened',
    data: { purchaseId, policyVersion: text(entry, 'policyVersion') },
  }),
  purchase_closed: (entry, { purchaseId }) => ({
    type: 'purchase.closed',
    data: { purchaseId, ...decided(entry), outcome: text(entry, 'outcome') as Outcome },
  }),
  claim_filed: (entry, purchase) => ({
    type: 'claim.filed',
    data: { ...claimOf(entry, purchase), claimType: text(entry, 'claimType') as ClaimType },
  }),
  ...Object.fromEntries(Object.entries(CLAIM_ENDS).map(([event, status]) => [event, claimEndedAs(status)])),
  evidence_added: (entry, purchase) => ({ type: 'claim.evidence_added', data: claimOf(entry, purchase) }),
  access_requested: (entry, purchase) => ({
    type: 'claim.access_requested',
    data: { ...claimOf(entry, purchase), ...decided(entry) },
  }),
  remediation_reported: (entry, purchase) => ({
    type: 'claim.remediation_reported',
    data: {
      ...claimOf(entry, purchase),
      ...decided(entry),
      outcome: text(entry, 'outcome') as 'done' | 'not_possible',
    },
  }),
  choice_offered: (entry, purchase) => ({
    type: 'claim.choice_offered',
    data: { ...claimOf(entry, purchase), ...decided(entry) },
  }),
  refund_pending: (_entry, { purchaseId }) => ({ type: 'refund.pending', data: { purchaseId } }),
  refund_confirmed: (entry, { purchaseId, refund }) =>
    refund?.byHand === true
      ? settledBySupport(entry, { purchaseId, byHand: true })
      : { type: 'refund.confirmed', data: { purchaseId, ...decided(entry), ...money(entry) } },
  refund_returned_otherwise: (entry, { purchaseId }) =>
    settledBySupport(entry, { purchaseId, returnedOtherwise: true }),
  refund_refused: (_entry, { purchaseId }) => ({ type: 'refund.failed', data: { purchaseId } }),
  refund_failed: (entry, { purchaseId }) => ({
    type: 'refund.failed',
    data: { purchaseId, ...money(entry) },
  }),
  replacement_issued: (entry, purchase) => ({
    type: 'replacement.issued',
    data: { purchaseId: purchase.purchaseId, ...decided(entry), ...issued(entry, purchase) },
  }),
  mail_given_up: (entry, { purchaseId }) => ({
    type: 'notice.undelivered',
    data: { purchaseId, template: text(entry, 'template') as MailTemplate },
  }),
  needs_attention: (entry, { purchaseId }) => ({
    type: 'attention.raised',
    data: {
      purchaseId,
      step: text(entry, 'step') as Attention['step'],
      reason: withoutWords(text(entry, 'reason')),
    },
  }),
};

/** Without support's reference, which may be anything. An earlier version published it. */
function settledBySupport(
  entry: TimelineEntry,
  { purchaseId, ...how }: { purchaseId: PurchaseId; byHand?: true; returnedOtherwise?: true },
): Named {
  const { refundId: _reference, ...paid } = money(entry);
  const { byHand: _byHand, ...howBefore } = how;
  return {
    type: 'refund.confirmed',
    data: { purchaseId, ...decided(entry), ...paid, ...how },
    before: { purchaseId, ...decided(entry), ...money(entry), ...howBefore },
  };
}

const money = ({ data }: TimelineEntry) => ({
  refundId: String(data?.['refundId'] ?? ''),
  amount: Number(data?.['amount']),
  currency: String(data?.['currency']),
});

function issued(
  { data }: TimelineEntry,
  { replacement }: OfPurchase,
): { replacementPurchaseId?: PurchaseId } {
  if (replacement?.key !== data?.['key'] || replacement?.purchaseId === undefined) return {};
  return { replacementPurchaseId: replacement.purchaseId };
}

/** `refused: <the order service's words>` → `refused`. */
const withoutWords = (reason: string): string => reason.split(':', 1)[0] ?? '';
