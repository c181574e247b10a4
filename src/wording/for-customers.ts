import type { RefusalCode } from '../contract/answers.ts';
import type { ClaimView, DeadlineKind, PurchaseStatus, Stage, TimelineEntry } from '../contract/status.ts';
import type { ClaimType } from '../contract/updates.ts';
import { eventWords } from './events.ts';

/** Where a purchase stands, as the heading of the customer's page. */
const STAGE_HEADLINES: Readonly<Record<Stage, string>> = {
  awaiting_sms: 'Your number waits for its code',
  returning_funds: 'Your money is going back',
  claim_window: 'Did your number work?',
  needs_evidence: 'We need pictures from you',
  in_review: 'Our support is looking at your claim',
  in_remediation: 'We are putting it right',
  access_requested: 'We need your answer about access',
  remedied: 'We have put it right. Does it work?',
  awaiting_choice: 'Choose: your money back, or a new number',
  replacing: 'We are getting you a new number',
  closed: 'This purchase is closed',
};

/** How the last claim ended, where the purchase goes on after it. */
const AFTER_A_CLAIM: Readonly<Partial<Record<ClaimView['status'], string>>> = {
  rejected: 'Your claim was rejected',
  withdrawn: 'You withdrew your claim',
  forfeited: 'Your claim ended, because no pictures came',
  disqualified: 'Your claim ended, because there was no access',
  remedied: 'Your claim ended, because it was put right',
};

/** Where a purchase stands, or how it ended. */
export function headlineOf({
  stage,
  result,
  refund,
  claims,
}: Pick<PurchaseStatus, 'stage' | 'result' | 'refund' | 'claims'>): string {
  const last = claims.at(-1);
  const after = stage === 'claim_window' && last ? AFTER_A_CLAIM[last.status] : undefined;
  if (after !== undefined) return after;
  switch (result?.outcome) {
    case undefined: {
      const isHeldUp = refund?.status === 'refused' || refund?.status === 'unknown';
      if (stage === 'returning_funds' && isHeldUp) return 'Your refund is held up, and our support is on it';
      return STAGE_HEADLINES[stage];
    }
    case 'refunded':
      return 'You got your money back';
    case 'replaced':
      return 'You got a new number';
    case 'fulfilled':
      return 'This purchase is done';
    case 'closed_without_remedy':
      return 'This purchase is closed';
    default:
      return STAGE_HEADLINES[stage];
  }
}

/** A running deadline: what ends, and what happens then if the customer does nothing. */
export const CUSTOMER_DEADLINES: Readonly<Record<DeadlineKind, { until: string; silence: string }>> = {
  sms: {
    until: 'Your code has time until',
    silence: 'Without a code by then, your money goes back by itself. There is nothing for you to do.',
  },
  window: {
    until: 'You can tell us about a problem until',
    silence: 'If you do nothing, the purchase is closed then, and no claim can be filed any more.',
  },
  evidence: {
    until: 'Send your pictures by',
    silence: 'If nothing comes by then, we decide with what we have. Without any picture your claim ends.',
  },
  review: {
    until: 'Our support decides by',
    silence: 'You need not do anything. If our support is late, your claim stays open and we tell you.',
  },
  remediation: {
    until: 'We have time to put it right until',
    silence:
      'If we have not put it right by then, you get your money back or, where there can be one, may choose a new number instead.',
  },
  access: {
    until: 'Please answer by',
    silence: 'If you do not answer by then, that counts as a no, and your claim ends.',
  },
  dispute: {
    until: 'Tell us if it still does not work by',
    silence: 'If you do nothing, we take it that everything works, and your claim ends.',
  },
  choice: { until: 'Choose by', silence: 'If you do not choose by then, you get your money back.' },
  retry: { until: 'We try again at', silence: 'You need not do anything.' },
  poll: { until: 'We ask about your money again at', silence: 'You need not do anything.' },
};

/** Events in words for the customer, where the words for support would not do. */
const EVENTS: Readonly<Record<string, string>> = {
  purchase_opened: 'You bought the number',
  sms_received: 'A code arrived on your number',
  activation_completed: 'The activation was completed',
  activation_cancelled: 'The activation was cancelled',
  automatic_return: 'No code came in time: your money goes back by itself',
  cancel_requested: 'We asked for the activation to be cancelled',
  cancel_answered: 'The activation’s cancellation was answered',
  claim_filed: 'You filed a claim',
  claim_parked: 'We keep your claim until the return of your money is settled',
  claim_withdrawn: 'You withdrew your claim',
  claim_approved: 'Your claim was approved',
  claim_rejected: 'Your claim was rejected',
  claim_reclassified: 'Our support moved your claim to another kind',
  claim_moot: 'Your claim is settled: your money went back by itself',
  claim_forfeited: 'No pictures came, so your claim ended',
  claim_remedied: 'You did not object, so the repair counts as done',
  claim_disqualified: 'Without access your claim could not go on',
  evidence_requested: 'We asked you for pictures',
  evidence_added: 'Your pictures arrived',
  review_started: 'Our support began to look at your claim',
  remediation_started: 'Our time to put it right began',
  remediation_reported: 'We reported on the repair',
  remediation_disputed: 'You told us that it still does not work',
  not_remedied: 'We did not put it right',
  access_requested: 'We asked you for access',
  access_granted: 'You allowed access',
  access_refused: 'There is no access, so your claim ended',
  choice_offered: 'You can choose: your money back, or a new number',
  choice_defaulted: 'You did not choose, so you get your money back',
  remedy_chosen: 'You chose',
  refund_sent: 'We asked for your refund',
  refund_pending: 'Your refund is on its way',
  refund_confirmed: 'Your money is back',
  refund_failed: 'Your refund failed',
  replacement_sent: 'We asked for a new number',
  replacement_issued: 'You got a new number',
  request_refused: 'We could not take what you asked for',
  deadline_extended: 'You got more time, after a fault of ours',
  purchase_closed: 'The purchase was closed',
};

/** Events that say something else for each value of a detail. */
const BY_DETAIL: Readonly<Record<string, { detail: string; words: Readonly<Record<string, string>> }>> = {
  cancel_answered: {
    detail: 'result',
    words: {
      cancelled: 'The activation was cancelled',
      sms_received: 'The activation was not cancelled, because a code had arrived',
      completed: 'The activation was completed',
      not_cancellable: 'The activation could not be cancelled any more',
    },
  },
  remediation_reported: {
    detail: 'outcome',
    words: { done: 'We put it right', not_possible: 'We found that we cannot put it right' },
  },
  remedy_chosen: {
    detail: 'remedy',
    words: { refund: 'You chose your money back', replacement: 'You chose a new number' },
  },
};

/** An entry of the timeline as it is told to the customer. */
export function customerEventWords({ event, data = {} }: Pick<TimelineEntry, 'event' | 'data'>): string {
  const by = Object.hasOwn(BY_DETAIL, event) ? BY_DETAIL[event] : undefined;
  const words = by?.words[String(data[by.detail])];
  return words ?? (Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined) ?? eventWords(event);
}

/** What a customer may have to say, in the customer's words. `key` is part of an address. */
export interface Trouble {
  key: string;
  claimType: ClaimType;
  title: string;
  /** What it means, and what it needs. */
  hint: string;
  /** What we ask for. */
  question: string;
}

export const TROUBLES: readonly Trouble[] = [
  {
    key: 'no-code',
    claimType: 'non_receipt',
    title: 'No code came',
    hint: 'We look at our own records. You need no pictures.',
    question: 'What did you wait for, and how long?',
  },
  {
    key: 'not-working',
    claimType: 'invalid_number',
    title: 'The code came, but the number did not work',
    hint: 'We need one to five pictures of what you saw. You can send them now or after this.',
    question: 'What happened when you used the number?',
  },
  {
    key: 'broken',
    claimType: 'major_defect',
    title: 'Something of yours is broken',
    hint: 'We first get time to put it right. If we do not, you get your money back or, where there can be one, a new number.',
    question: 'What does not work, and how can we see it?',
  },
];

export const troubleOf = (key: string): Trouble | undefined => TROUBLES.find((each) => each.key === key);

export const troubleWords = (claimType: ClaimType): string =>
  TROUBLES.find((each) => each.claimType === claimType)?.title ?? claimType;

/** Why something cannot be done, and what the customer can do instead. */
export const CUSTOMER_REFUSALS: Readonly<Record<RefusalCode, { why: string; instead: string }>> = {
  too_early: {
    why: 'Your code still has time to arrive.',
    instead: 'Without one your money goes back by itself: there is nothing for you to do.',
  },
  too_late: {
    why: 'The time to tell us about a problem is over. From then on the number counts as used.',
    instead: 'If you think that is wrong, reply to one of our mails.',
  },
  not_now: {
    why: 'This is not possible at this point of your purchase.',
    instead: 'Your purchase’s page shows what is possible now.',
  },
  busy: {
    why: 'We are just doing a step of this purchase, such as sending the money.',
    instead: 'Try it again in a minute.',
  },
  claim_open: {
    why: 'You have a claim already, and there can be one at a time.',
    instead: 'Its state is on your purchase’s page.',
  },
  too_many_claims: {
    why: 'All the claims that one purchase may have were filed.',
    instead: 'If you think that is wrong, reply to one of our mails.',
  },
  too_many_requests: {
    why: 'This purchase has taken as many requests as it can.',
    instead: 'Reply to one of our mails, and our support helps you.',
  },
  too_many_refusals: {
    why: 'Too many requests for this purchase could not be taken.',
    instead: 'Reply to one of our mails, and our support helps you.',
  },
  fulfilled: {
    why: 'Our records show that a code arrived and that the activation was completed.',
    instead: 'If the code came but the number did not work, tell us that instead, with pictures.',
  },
  needs_sms: {
    why: 'Our records show no code for this number.',
    instead: 'Tell us that no code came: then no pictures are needed.',
  },
  no_reason: {
    why: 'What you wrote is too short for us to judge.',
    instead: 'Write in at least 20 characters what happened.',
  },
  disqualified: {
    why: 'Access was refused in an earlier claim, so no other defect can be claimed for this purchase.',
    instead: 'Other problems can still be claimed.',
  },
  not_allowed: {
    why: 'This is not possible for this purchase.',
    instead: 'Your purchase’s page shows what is possible now.',
  },
  other_claim: {
    why: 'This was about an earlier claim, and another one is open now.',
    instead: 'Your purchase’s page shows what is possible now.',
  },
  changed: {
    why: 'Your purchase has changed since you opened this page.',
    instead: 'Look at it again before you decide.',
  },
};
