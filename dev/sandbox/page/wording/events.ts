import type { Actor } from '../../../../src/contract/status.ts';
import { sentence } from '../../../../src/wording/names.ts';

const EVENTS: Readonly<Record<string, string>> = {
  purchase_opened: 'Number bought',
  sms_received: 'SMS received',
  automatic_return: 'No SMS in time: the money goes back by itself',
  cancel_answered: 'Cancel answered by the order service',
  cancel_unanswered: 'No answer to the cancel',
  refund_sent: 'Refund asked for',
  refund_pending: 'Refund on its way',
  refund_updated: 'The order service says that the refund has changed: we ask for it',
  refund_confirmed: 'Money is back',
  refund_returned_otherwise: 'Support says that the money came back another way',
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
  access_requested: 'Access asked for: the time for the repair is paused',
  access_granted: 'Access granted: the time for the repair runs again',
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

/** Who did it. */
export const ACTORS: Readonly<Record<Actor, string>> = {
  customer: 'customer',
  support: 'support',
  service: 'order service',
  system: 'by itself',
};
