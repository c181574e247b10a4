import type { ClauseId } from '../../src/contract/clause-id.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import { REJECTION_CLAUSES } from '../../src/contract/rejection-clause.ts';
import type { PolicyVersion } from '../../src/policy/versions.ts';
import { spanWords } from '../../src/wording/durations.ts';

/** What mails are about, in the order of a purchase. */
export const CONCERNS = [
  'refund',
  'window',
  'claim',
  'evidence',
  'repair',
  'access',
  'choice',
  'contact',
] as const;

export type Concern = (typeof CONCERNS)[number];

/** As headings. */
export const CONCERN_TITLES: Readonly<Record<Concern, string>> = {
  refund: 'The money',
  window: 'The end of the claim window',
  claim: 'A claim',
  evidence: 'Evidence',
  repair: 'The repair of a defect',
  access: 'Access to the customer’s system',
  choice: 'Refund or replacement',
  contact: 'Address and link',
};

/** When a mail is sent and what becomes of it. All texts are sentences, for `docs/mails.md`. */
export interface MailOccasion {
  concern: Concern;
  when: string;
  to: 'the customer' | 'the address before the correction';
  /** Those that the mail can be sent under. None: it is about no right. */
  clauses: readonly ClauseId[];
  follows: Follows;
}

/** What a mail has started, and what ends it. */
export type Follows =
  /** The customer has nothing to do. `next`: what comes after it. */
  | { is: 'news'; next?: string }
  /** Somebody has time from now on: the customer, or we. */
  | {
      is: 'time';
      whose: 'the customer' | 'support';
      lasts: string;
      reminder?: { template: MailTemplate; at: string };
      endedBy: string;
      otherwise: string;
    }
  /** It repeats these. Whatever ends their time ends it too. */
  | { is: 'reminder'; of: readonly [MailTemplate, ...MailTemplate[]] };

const NEWS: Follows = { is: 'news' };
const REFUNDING = ['R2', 'C1', 'C2', 'C3a'] as const satisfies ClauseId[];

/** Every mail, under a version of the policy. */
export function mailOccasions(version: PolicyVersion): Readonly<Record<MailTemplate, MailOccasion>> {
  const eachOf = (times: readonly number[]): string => times.map(spanWords).join(' and ');
  const toTheCustomer = (
    concern: Concern,
    clauses: readonly ClauseId[],
    when: string,
    follows: Follows = NEWS,
  ): MailOccasion => ({ concern, when, to: 'the customer', clauses, follows });

  return {
    refund_pending: toTheCustomer(
      'refund',
      REFUNDING,
      'The order service has the refund, and the money has not arrived yet. Once per purchase.',
      { is: 'news', next: '`funds_returned`, when the money is back' },
    ),
    refund_delayed: toTheCustomer(
      'refund',
      REFUNDING,
      `The cancel of R2 or a refund needs a person for the first time, or the refund has been on its way for ${spanWords(version.refundPendingMs)}. Once per purchase.`,
      { is: 'news', next: '`funds_returned`, when the money is back' },
    ),
    funds_returned: toTheCustomer(
      'refund',
      REFUNDING,
      'The refund is confirmed, or support has said that the money came back another way.',
    ),
    refund_failed: toTheCustomer(
      'refund',
      REFUNDING,
      '`npm run reconcile` finds that a refund failed after it had been confirmed. Once per refund.',
      { is: 'news', next: 'a person sees to the money' },
    ),

    claim_window_closing: toTheCustomer(
      'window',
      ['P1'],
      `${spanWords(version.windowReminderBeforeMs)} before the claim window ends, if an SMS came, the activation was not completed and no claim is open.`,
      {
        is: 'time',
        whose: 'the customer',
        lasts: 'Until the claim window ends.',
        endedBy: 'A claim.',
        otherwise: 'The purchase closes. No mail says so.',
      },
    ),

    claim_received: toTheCustomer(
      'claim',
      ['R2', 'C1', 'C2'],
      'A claim was filed, or support has moved one to another type: the money goes back unless the cancel shows an SMS (C1), support reviews it (C1, C2), or it waits for the return that is under way (R2).',
      {
        is: 'time',
        whose: 'support',
        lasts: `In a review ${spanWords(version.reviewMs)} from the claim’s last entry into it.`,
        endedBy: 'Support’s decision, a withdrawal, or the money.',
        otherwise: 'The review goes on, and the customer is told (`review_delayed`). No clock decides it.',
      },
    ),
    claim_refused: toTheCustomer(
      'claim',
      ['R1', 'C1', 'C2', 'C3b', 'P1'],
      'A claim was not taken, because of the record or of the time. Once per type of claim and reason.',
    ),
    review_delayed: toTheCustomer(
      'claim',
      ['C1', 'C2'],
      `Support has not decided within ${spanWords(version.reviewMs)}. Once per review.`,
      { is: 'news', next: 'support’s decision, which no clock takes from it' },
    ),
    claim_approved: toTheCustomer(
      'claim',
      ['C1', 'C2', 'C3a'],
      'Support or the record approves the claim, or only the refund is left for a defect: after the last replacement of a chain, or when the last choice of a replacement could not be had.',
      { is: 'news', next: '`funds_returned`, when the money is back' },
    ),
    claim_rejected: toTheCustomer(
      'claim',
      REJECTION_CLAUSES,
      'Support rejects the claim, or the record turns out to be against it: after the cancel of C1, or after a return that was under way.',
    ),
    claim_withdrawn: toTheCustomer('claim', ['P1'], 'The claim was withdrawn.'),
    claim_closed: toTheCustomer(
      'claim',
      ['C2', 'C3'],
      'The time of a question is over: no evidence came at all (C2), or nobody said that the repair did not help (C3).',
    ),

    evidence_requested: toTheCustomer(
      'evidence',
      ['C1', 'C2'],
      'A claim of C2 was filed without evidence, or support asks for more.',
      {
        is: 'time',
        whose: 'the customer',
        lasts: `${spanWords(version.evidenceMs)} from when the mail server has taken the mail, and until the end of the claim window if that is later.`,
        reminder: {
          template: 'evidence_reminder',
          at: `${spanWords(version.evidenceReminderBeforeMs)} before the end`,
        },
        endedBy: 'Evidence, a withdrawal, a rejection, or a move to another type.',
        otherwise:
          'Support reviews what is there. A claim of C2 without any evidence is forfeited (`claim_closed`).',
      },
    ),
    evidence_reminder: toTheCustomer(
      'evidence',
      ['C1', 'C2'],
      `${spanWords(version.evidenceReminderBeforeMs)} before the time for evidence ends.`,
      { is: 'reminder', of: ['evidence_requested'] },
    ),

    remediation_started: toTheCustomer(
      'repair',
      ['C3'],
      'A claim about a defect was filed, or support has moved one to that type in time.',
      {
        is: 'time',
        whose: 'support',
        lasts: `${spanWords(version.remediationMs)} from the filing, without the pauses.`,
        endedBy:
          'A report of support (`remedied`, or `choice_offered` if a repair is not possible), a withdrawal, a rejection, or a move to another type. A request for access pauses it (`access_requested`).',
        otherwise: 'The customer chooses (`choice_offered`), or gets the money (`claim_approved`).',
      },
    ),
    remediation_resumed: toTheCustomer(
      'repair',
      ['C3', 'C3b'],
      'The customer has granted access, or has disputed a repair for the first time while time was left.',
      {
        is: 'time',
        whose: 'support',
        lasts: `What is left of the ${spanWords(version.remediationMs)}.`,
        endedBy: 'The same as that of `remediation_started`.',
        otherwise: 'The same as after `remediation_started`.',
      },
    ),
    remedied: toTheCustomer('repair', ['C3'], 'Support, or a system of support, reports a repair.', {
      is: 'time',
      whose: 'the customer',
      lasts: `${spanWords(version.disputeMs)} from when the mail server has taken the mail.`,
      endedBy:
        'A dispute: support goes on (`remediation_resumed`), or the customer chooses (`choice_offered`).',
      otherwise: 'The claim ends as remedied (`claim_closed`).',
    }),

    access_requested: toTheCustomer(
      'access',
      ['C3b'],
      'Support asks to look at the customer’s host or server.',
      {
        is: 'time',
        whose: 'the customer',
        lasts: `${spanWords(version.accessMs)} from when the mail server has taken the mail.`,
        reminder: {
          template: 'access_reminder',
          at: `${eachOf(version.accessRemindersMs)} after that`,
        },
        endedBy:
          'The answer (`remediation_resumed` or `access_refused`), a report of support, a withdrawal, or a rejection.',
        otherwise: 'It counts as a refusal (`access_refused`).',
      },
    ),
    access_reminder: toTheCustomer(
      'access',
      ['C3b'],
      `${eachOf(version.accessRemindersMs)} after the mail server has taken the request for access.`,
      { is: 'reminder', of: ['access_requested'] },
    ),
    access_refused: toTheCustomer(
      'access',
      ['C3b'],
      'The customer has refused access, or has not answered in time.',
    ),

    choice_offered: toTheCustomer(
      'choice',
      ['C3a'],
      'A defect was not put right in time, cannot be, or was disputed for the second time or with no time left.',
      {
        is: 'time',
        whose: 'the customer',
        lasts: `${spanWords(version.choiceMs)} from the offer.`,
        reminder: {
          template: 'choice_reminder',
          at: `${eachOf(version.choiceRemindersMs)} after the offer`,
        },
        endedBy: 'The choice: `funds_returned` or `replacement_issued` follows.',
        otherwise: 'The full price goes back (`choice_defaulted`).',
      },
    ),
    choice_reminder: toTheCustomer(
      'choice',
      ['C3a'],
      `${eachOf(version.choiceRemindersMs)} after the offer, as far as ${spanWords(version.choiceReminderBeforeMs)} is left by then. If neither is possible, once, ${spanWords(version.choiceReminderBeforeMs)} before the end.`,
      { is: 'reminder', of: ['choice_offered', 'replacement_unavailable'] },
    ),
    choice_defaulted: toTheCustomer('choice', ['C3a'], 'Nothing was chosen in time.', {
      is: 'news',
      next: '`funds_returned`, when the money is back',
    }),
    replacement_issued: toTheCustomer(
      'choice',
      ['C3a'],
      'The order service has issued the replacement, which is a purchase of its own.',
    ),
    replacement_unavailable: toTheCustomer(
      'choice',
      ['C3a'],
      `The replacement that was chosen cannot be had, and a choice is left: it can be chosen ${version.replacementChoices} times in all.`,
      {
        is: 'time',
        whose: 'the customer',
        lasts: `What was left of the time to choose, and ${spanWords(version.choiceAgainMs)} at least.`,
        reminder: { template: 'choice_reminder', at: 'as after an offer' },
        endedBy: 'The choice: `funds_returned` or `replacement_issued` follows.',
        otherwise: 'The full price goes back (`choice_defaulted`).',
      },
    ),

    contact_corrected: {
      concern: 'contact',
      when: 'Support has corrected the customer’s address. The mail does not name the new one.',
      to: 'the address before the correction',
      clauses: [],
      follows: NEWS,
    },
    link_requested: toTheCustomer(
      'contact',
      [],
      'Somebody has named the purchase and its address on the page for lost links. Once within five minutes, and ten times within 24 hours.',
    ),
  };
}
