import type { OrderCall } from '../../../src/orders/broken-calls.ts';
import type { Instant, Timestamp } from '../../../src/contract/scalars.ts';
import type { Actor, DeadlineKind, Stage } from '../../../src/contract/status.ts';
import type { ClaimType, UpdateName } from '../../../src/contract/updates.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/policy/duration.ts';
import type { TroubleKind } from '../faults.ts';

export { moneyWords } from '../../../src/wording/money.ts';

export const STAGES: Readonly<Record<Stage, string>> = {
  awaiting_sms: 'Waiting for the SMS',
  returning_funds: 'Returning the money',
  claim_window: 'Claims are open',
  needs_evidence: 'Waiting for evidence',
  in_review: 'Support reviews the claim',
  in_remediation: 'The seller puts it right',
  access_requested: 'Waiting for access',
  remedied: 'Put right: the customer may dispute',
  awaiting_choice: 'The customer chooses',
  replacing: 'Issuing a replacement',
  closed: 'Closed',
};

/** What happens at the deadline if nobody acts. */
export const DEADLINES: Readonly<Record<DeadlineKind, { title: string; consequence: string }>> = {
  sms: { title: 'SMS deadline', consequence: 'Without an SMS by then the money goes back by itself (R2).' },
  window: { title: 'End of the claim window', consequence: 'No claim is taken later (P1).' },
  evidence: {
    title: 'Evidence due',
    consequence: 'Without any evidence the right to the claim is forfeited (C2).',
  },
  review: {
    title: 'Review due',
    consequence: 'Support is overdue and the customer is told. Nothing is decided.',
  },
  remediation: {
    title: 'Remediation ends',
    consequence: 'Not put right by then: the customer chooses (C3a).',
  },
  access: {
    title: 'Answer about access due',
    consequence: 'Silence counts as a refusal and ends the claim (C3b).',
  },
  dispute: { title: 'Time to dispute ends', consequence: 'Silence closes the claim as put right (C3).' },
  choice: { title: 'Choice due', consequence: 'Silence means the full price back (C3a).' },
  retry: {
    title: 'Next try at the order service',
    consequence: 'The same call goes out again, by the same key.',
  },
  poll: {
    title: 'Next look at the refund',
    consequence: 'The order service is asked whether the money has arrived.',
  },
};

export const CLAIM_TYPES: Readonly<Record<ClaimType, string>> = {
  non_receipt: 'C1: the SMS never arrived',
  invalid_number: 'C2: the number was not usable',
  major_defect: 'C3: something of yours is broken',
};

/** What an accepted request has done. */
export const ACCEPTED: Readonly<Record<UpdateName, string>> = {
  submitClaim: 'The claim is filed.',
  addEvidence: 'The screenshots are with the claim.',
  withdrawClaim: 'The claim is withdrawn.',
  decideClaim: 'Support’s decision is taken.',
  requestAccess: 'The customer is asked for access.',
  answerAccess: 'The answer about access is taken.',
  reportRemediation: 'Support’s report is taken.',
  disputeRemediation: 'The repair is disputed.',
  chooseRemedy: 'The choice is taken.',
  settleByHand: 'The step goes on as support said.',
  correctContact: 'The address is corrected.',
};

export const ACTORS: Readonly<Record<Actor, string>> = {
  customer: 'customer',
  support: 'support',
  service: 'order service',
  system: 'by itself',
};

export const CALLS: Readonly<Record<OrderCall, string>> = {
  cancel: 'Cancel the activation',
  lookUpActivation: 'Look up the activation',
  refund: 'Pay back',
  lookUpRefund: 'Look up the refund',
  replacement: 'Issue a replacement',
  lookUpReplacement: 'Look up the replacement',
};

export const TROUBLES: Readonly<Record<TroubleKind, string>> = {
  slow: 'answers late',
  status: 'answers with an error status',
  drop: 'hangs up before it does anything',
  odd_body: 'does it, then answers nonsense',
  answer_lost_after_effect: 'does it, then hangs up',
  sms_during_cancel: 'the SMS comes just before',
  too_early: 'too early, come again',
  sms_unsaid: 'does not say whether an SMS came',
  not_cancellable: 'cannot be cancelled any more',
  pending: 'the money stays on its way',
  other_amount: 'in another amount',
  refused: 'refuses',
  out_of_stock: 'none left',
  other_price: 'at another price',
};

const EVENTS: Readonly<Record<string, string>> = {
  purchase_opened: 'Number bought',
  sms_received: 'SMS received',
  automatic_return: 'No SMS in time: the money goes back by itself',
  cancel_answered: 'Cancel answered by the order service',
  cancel_unanswered: 'No answer to the cancel',
  refund_sent: 'Refund asked for',
  refund_pending: 'Refund on its way',
  refund_updated: 'The order service says that the refund has changed: it is asked',
  refund_confirmed: 'Money is back',
  refund_returned_otherwise: 'Money came back another way, says support',
  refund_unknown: 'Refund without an answer: looked up before any second try',
  replacement_sent: 'Replacement asked for',
  claim_parked: 'Claim kept until the return of the money is settled',
  claim_moot: 'Claim settled by the automatic return',
  claim_forfeited: 'No evidence came: the right is forfeited',
  claim_remedied: 'No dispute: the claim is closed as put right',
  remediation_started: 'The time to put it right starts',
  remediation_reported: 'Support reports on the repair',
  remediation_disputed: 'The customer says it is still broken',
  remediation_reported_by: 'Who reported',
  not_remedied: 'Not put right',
  access_requested: 'Access asked for: the clock stands still',
  access_granted: 'Access granted: the clock runs again',
  access_refused: 'Access refused',
  choice_offered: 'The customer may choose: money or a new number',
  choice_defaulted: 'No choice was made: the money goes back',
  needs_attention: 'Needs a person’s attention',
  request_refused: 'Request refused',
  deadline_extended: 'Deadline extended after an outage of ours',
  mail_given_up: 'Mail could not be delivered',
};

/** Events at which money or a new number has arrived. */
export const ARRIVALS: ReadonlySet<string> = new Set([
  'refund_confirmed',
  'refund_returned_otherwise',
  'replacement_issued',
]);

/** An event of the timeline in words; one without words of its own shows its name. */
export function eventWords(event: string): string {
  const own = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
  return own ?? sentence(event);
}

/** `funds_returned` → `Funds returned`, `claimType` → `Claim type`. */
export function sentence(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `Mon 23 Nov, 02:41 UTC`. */
export const instantWords = (at: Timestamp | Instant): string =>
  `${DATE.format(new Date(at)).replaceAll(/,(?= \d+ )/g, '')} UTC`;

/**
 * `20 min`, `4 d 23 h`: the two largest units, rounded. A moment after a clock of five days has started it still says
 * `5 d`.
 */
export function spanWords(ms: number): string {
  const unitMs = ms >= DAY_MS ? HOUR_MS : ms >= MINUTE_MS ? MINUTE_MS : SECOND_MS;
  const rounded = Math.round(ms / unitMs) * unitMs;
  const parts: [number, string][] = [
    [Math.floor(rounded / DAY_MS), 'd'],
    [Math.floor(rounded / HOUR_MS) % 24, 'h'],
    [Math.floor(rounded / MINUTE_MS) % 60, 'min'],
    [Math.floor(rounded / SECOND_MS) % 60, 's'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return '0 s';
  const shown = first === 2 ? parts.slice(2, 3) : parts.slice(first, first + 2);
  return shown
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** `in 20 min`, `3 h ago`. */
export const fromNow = (at: Instant, now: Instant): string =>
  at >= now ? `in ${spanWords(at - now)}` : `${spanWords(now - at)} ago`;
