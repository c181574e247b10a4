import type { FeedEvent, FeedEvents, FeedEventType } from '../src/contract/feed-event.ts';
import { claimIdOf } from '../src/contract/ids.ts';

/** The ids in the examples of events. */
export const FEED_IDS = {
  purchaseId: 'p1',
  claimId: claimIdOf('p1', 1),
  refundId: 'rf_4f7a2c91d03b',
  replacementPurchaseId: 'p2',
} as const;

const { purchaseId, claimId, refundId, replacementPurchaseId } = FEED_IDS;
const ofClaim = { purchaseId, claimId };

/** What an event of each type says. Lives of purchases on a server have had just that, apart from ids and instants. */
export const FEED_EXAMPLES: { readonly [T in FeedEventType]: FeedEvents[T] } = {
  'purchase.opened': { purchaseId, policyVersion: '2026-01' },
  'purchase.closed': { purchaseId, clause: 'R2', outcome: 'refunded' },
  'claim.filed': { ...ofClaim, claimType: 'invalid_number' },
  'claim.decided': { ...ofClaim, clause: 'C2', status: 'approved' },
  'claim.evidence_added': ofClaim,
  'claim.access_requested': { ...ofClaim, clause: 'C3b' },
  'claim.remediation_reported': { ...ofClaim, clause: 'C3', outcome: 'not_possible' },
  'claim.choice_offered': { ...ofClaim, clause: 'C3a' },
  'claim.due_soon': { ...ofClaim, deadline: 'remediation', at: '2026-03-06T12:00:00.000Z' },
  'refund.pending': { purchaseId },
  'refund.confirmed': { purchaseId, clause: 'R2', refundId, amount: 149, currency: 'EUR' },
  'refund.failed': { purchaseId },
  'notice.undelivered': { purchaseId, template: 'evidence_requested' },
  'replacement.issued': { purchaseId, clause: 'C3a', replacementPurchaseId },
  'attention.raised': { purchaseId, step: 'cancel', reason: 'unavailable' },
};

/** One event of a type, as the feed has it. */
export const exampleOfEvent = (type: FeedEventType): FeedEvent =>
  // Sound: the data is that of the type.
  ({
    id: 'evt_5Jw0sX2bKzq1Yp8uTn4RcA',
    type,
    timestamp: '2026-03-01T12:00:00.000Z',
    sequence: 42,
    data: FEED_EXAMPLES[type],
  }) as FeedEvent;
