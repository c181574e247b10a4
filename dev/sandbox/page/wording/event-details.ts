import { spaced } from '../../../../src/wording/names.ts';

type Words = Readonly<Record<string, string>>;

/** What a detail of a timeline entry says, by its name and value, where that needs no name before it. */
const PHRASES: Readonly<Record<string, Words>> = {
  cause: {
    no_sms_in_time: 'no SMS arrived in time',
    cancelled_before_sms: 'the activation was cancelled before an SMS arrived',
    not_in_time: 'the time for it is over',
    not_possible: 'support says that it cannot be done',
    disputed: 'the customer disputed the repair',
  },
  how: { refused: 'the customer said no', silence: 'no answer came' },
  outcome: {
    done: 'it is done',
    not_possible: 'it cannot be done',
    fulfilled: 'nothing is owed',
    refunded: 'the money went back',
    replaced: 'a new number was issued',
    closed_without_remedy: 'the last claim ended without a remedy',
  },
  why: {
    filed: 'the claim was filed',
    evidence: 'evidence came',
    silence: 'no more evidence came',
    malformed: 'it could not be read',
    repeated: 'it had come before',
    unknown: 'there is no such signal',
    reserved: 'its name is reserved',
    known: 'it was known already',
    late: 'it came too late',
    not_now: 'it is not possible in this stage',
  },
  result: {
    cancelled: 'it is cancelled',
    sms_received: 'an SMS had arrived',
    completed: 'the activation was completed',
    too_early: 'it is too early, ask again',
    not_cancellable: 'it cannot be cancelled',
  },
  smsCame: { true: 'an SMS came', false: 'no SMS came' },
  remedy: { refund: 'the money back', replacement: 'a new number' },
  decision: {
    approve: 'approved',
    reject: 'rejected',
    request_evidence: 'more evidence is needed',
    reclassify: 'moved to another type',
  },
  action: {
    retry: 'to be tried again',
    done: 'done by hand',
    returned_otherwise: 'came back another way',
    abandon: 'given up',
  },
  reason: {
    outage: 'an outage of ours',
    unavailable: 'no usable answer',
    unexpected_answer: 'an answer that cannot be used',
    too_early: 'the order service still says that it is too early',
    price_differs: 'another price than the original one',
    amount_differs: 'another amount than was asked for',
    pending_long: 'on its way for too long',
    review_overdue: 'the decision is overdue',
    notice_undelivered: 'a mail could not be delivered',
    near_limit: 'close to a limit',
  },
  code: {
    too_early: 'the SMS can still arrive',
    too_late: 'the time for it is over',
    not_now: 'it is not possible in this stage',
    busy: 'the step is being tried right now',
    claim_open: 'another claim is open',
    too_many_claims: 'all claims are used',
    too_many_requests: 'all requests are used',
    too_many_refusals: 'too many requests were refused',
    fulfilled: 'an SMS arrived and the activation was completed',
    needs_sms: 'no SMS is on record',
    no_reason: 'the reason is too short',
    disqualified: 'access was refused before',
    not_allowed: 'it is not possible',
  },
};

/** What comes before the value of a detail. A name without an entry is written as it is, with spaces. */
const LABELS: Words = {
  until: 'until',
  missed: 'was due',
  policyVersion: 'policy',
  refundId: 'reference',
  added: 'pieces added:',
  disputes: 'dispute number',
  idHash: 'message',
};

/** A detail of a timeline entry, or the reason of something that needs attention, in words. `undefined`: it has none. */
export function detailPhrase(name: string, value: string): string | undefined {
  const phrases = Object.hasOwn(PHRASES, name) ? PHRASES[name] : undefined;
  return phrases !== undefined && Object.hasOwn(phrases, value) ? phrases[value] : undefined;
}

/** `policyVersion` → `policy`, `claimType` → `claim type`. */
export const detailLabel = (name: string): string =>
  Object.hasOwn(LABELS, name)
    ? (LABELS[name] ?? name)
    : spaced(name).replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
