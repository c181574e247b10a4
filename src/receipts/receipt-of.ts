import { CLAIM_ENDS } from '../contract/claim-ends.ts';
import type {
  ClaimReceipt,
  MoneyOfClaim,
  MoneyReturned,
  ReportOnRecord,
  StepOfClaim,
} from '../contract/receipt.ts';
import type { ClaimId } from '../contract/scalars.ts';
import type { ClaimView, PurchaseStatus, TimelineEntry } from '../contract/status.ts';
import type { ClaimType } from '../contract/updates.ts';
import { present } from '../contract/present.ts';

/** The parts of the status that a receipt is made of. */
export type ReceiptSource = Pick<
  PurchaseStatus,
  'purchaseId' | 'terms' | 'policyVersion' | 'claims' | 'timeline' | 'result'
>;

/** `not_decided`: the claim is open, or the money or replacement that it leads to is still under way. */
export type Receipt =
  | { decided: true; document: ClaimReceipt }
  | { decided: false; why: 'no_claim' | 'not_decided' };

/**
 * The receipt of a claim. It is made of what does not change any more, so that the purchase and, later, the record of one
 * that Temporal has forgotten lead to the same. `policySha256`: of the text of the purchase's policy version.
 */
export function receiptOf(purchase: ReceiptSource, claimId: ClaimId, policySha256: string): Receipt {
  const claim = purchase.claims.find((each) => each.claimId === claimId);
  if (claim === undefined) return { decided: false, why: 'no_claim' };
  const { status } = claim;
  const money = moneyOf(purchase, claim);
  if (status === 'open' || money === undefined) return { decided: false, why: 'not_decided' };
  const { timeline, terms, policyVersion } = purchase;
  const filedAt = timeline.findIndex(
    ({ event, data }) => event === 'claim_filed' && data?.['claimId'] === claimId,
  );
  const endedAt = timeline.findLastIndex(
    ({ event, data }) => Object.hasOwn(CLAIM_ENDS, event) && data?.['claimId'] === claimId,
  );
  const [filed, ended] = [timeline[filedAt], timeline[endedAt]];
  if (filed === undefined || ended === undefined) throw new Error('A decided claim is not in its timeline.');
  const course = timeline.slice(filedAt + 1, endedAt + 1);
  const document: ClaimReceipt = {
    version: 1,
    purchaseId: purchase.purchaseId,
    claimId,
    purchasedAt: terms.purchasedAt,
    price: { amount: terms.price.amount, currency: terms.price.currency },
    policy: { version: policyVersion, sha256: policySha256 },
    // Sound: only the workflow writes this entry, with a type of claim.
    filed: { at: filed.at, claimType: filed.data?.['claimType'] as ClaimType, by: filed.actor },
    record: { whenFiled: reportsIn(timeline.slice(0, filedAt)), since: reportsIn(course) },
    evidence: claim.evidence.length,
    course: course
      .filter(({ visibility, data }) => visibility === 'public' && data?.['claimId'] === claimId)
      .map(stepFrom),
    decision: {
      at: ended.at,
      status,
      claimType: claim.claimType,
      by: ended.actor,
      ...present({ clause: claim.clause }),
    },
    money,
  };
  return { decided: true, document };
}

/** `undefined`: not over yet. */
function moneyOf({ result, timeline }: ReceiptSource, { status }: ClaimView): MoneyOfClaim | undefined {
  switch (status) {
    case 'open':
      return undefined;
    case 'withdrawn':
    case 'rejected':
    case 'forfeited':
    case 'disqualified':
    case 'remedied':
      return { kind: 'none' };
    case 'approved':
    case 'moot':
      break;
    default:
      return status satisfies never;
  }
  if (result === undefined) return undefined;
  const { refund, replacement } = result;
  if (replacement?.purchaseId !== undefined) {
    return {
      kind: 'replacement',
      at: lastOf(timeline, ['replacement_issued']).at,
      purchaseId: replacement.purchaseId,
    };
  }
  if (refund === undefined)
    throw new Error('A claim was granted, and its purchase has neither refund nor replacement.');
  const confirmedBy = confirmedByOf(refund);
  return {
    kind: 'refund',
    price: { amount: refund.amount, currency: refund.currency },
    at: lastOf(timeline, ['refund_confirmed', 'refund_returned_otherwise']).at,
    confirmedBy,
    // Support's reference may be anything.
    ...(confirmedBy === 'order_service' && refund.refundId !== undefined
      ? { refundId: refund.refundId }
      : {}),
  };
}

function confirmedByOf({
  byHand,
  returnedOtherwise,
}: {
  byHand?: true;
  returnedOtherwise?: true;
}): MoneyReturned['confirmedBy'] {
  if (returnedOtherwise) return 'returned_otherwise';
  return byHand ? 'by_hand' : 'order_service';
}

function lastOf(timeline: readonly TimelineEntry[], events: readonly string[]): TimelineEntry {
  const entry = timeline.findLast(({ event }) => events.includes(event));
  if (entry === undefined)
    throw new Error(`A closed purchase has none of ${events.join(', ')} in its timeline.`);
  return entry;
}

const REPORTS: readonly ReportOnRecord['event'][] = [
  'sms_received',
  'activation_completed',
  'activation_cancelled',
  'cancel_answered',
];

function reportsIn(timeline: readonly TimelineEntry[]): ReportOnRecord[] {
  return timeline.flatMap(({ at, event, data = {} }) => {
    const known = REPORTS.find((each) => each === event);
    if (known === undefined) return [];
    const { result, smsCame } = data;
    return [
      {
        at,
        event: known,
        ...(typeof result === 'string' ? { result } : {}),
        ...(typeof smsCame === 'boolean' ? { smsCame } : {}),
      },
    ];
  });
}

/** Details that are words of ours, numbers or instants, whatever a person or the order service has sent. */
const DETAILS = [
  'claimType',
  'why',
  'until',
  'added',
  'outcome',
  'cause',
  'how',
  'remedy',
  'disputes',
] as const;

function stepFrom({ at, event, actor, clause, data = {} }: TimelineEntry): StepOfClaim {
  const details = DETAILS.flatMap((name) => {
    const value = data[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    at,
    event,
    by: actor,
    ...present({ clause }),
    ...(details.length === 0 ? {} : { details: Object.fromEntries(details) }),
  };
}
