import type { MailTemplate } from '../contract/mail.ts';

/** The customer's pages of one purchase, by the last part of their address. `''`: the purchase itself. */
export const CUSTOMER_PAGES = [
  '',
  'claim',
  'access',
  'dispute',
  'choice',
  'withdrawal',
  'objection',
] as const;

export type CustomerPage = (typeof CUSTOMER_PAGES)[number];

/** Where a mail leads. */
export interface Destination {
  page: CustomerPage;
  /** What the customer does there, as the words of a link. */
  label: string;
}

const toThePurchase: Destination = { page: '', label: 'See where your purchase stands' };
const toTheMoney: Destination = { page: '', label: 'See where your money is' };
const toChoose: Destination = { page: 'choice', label: 'Choose refund or replacement' };
const toAnswer: Destination = { page: 'access', label: 'Allow or refuse access' };

const DESTINATIONS: Readonly<Record<MailTemplate, Destination | undefined>> = {
  funds_returned: toTheMoney,
  refund_pending: toTheMoney,
  refund_delayed: toTheMoney,
  refund_failed: toTheMoney,
  claim_received: { page: '', label: 'Follow your claim' },
  claim_refused: { page: 'claim', label: 'See what you can claim' },
  evidence_requested: { page: '', label: 'See what is needed' },
  evidence_reminder: { page: '', label: 'See what is needed' },
  review_delayed: { page: '', label: 'Follow your claim' },
  claim_approved: toTheMoney,
  claim_rejected: { page: 'objection', label: 'Tell support why you disagree' },
  claim_withdrawn: toThePurchase,
  claim_closed: toThePurchase,
  remediation_started: { page: '', label: 'Follow the repair' },
  remediation_resumed: { page: '', label: 'Follow the repair' },
  access_requested: toAnswer,
  access_reminder: toAnswer,
  access_refused: toThePurchase,
  remedied: { page: 'dispute', label: 'Say if it still does not work' },
  choice_offered: toChoose,
  choice_reminder: toChoose,
  choice_defaulted: toTheMoney,
  replacement_issued: { page: '', label: 'See your new number' },
  replacement_unavailable: toChoose,
  claim_window_closing: { page: 'claim', label: 'Tell us if something went wrong' },
  link_requested: toThePurchase,
  // It goes to the old address, which may be somebody else's.
  contact_corrected: undefined,
};

/** The page on which the customer does what a mail is about. `undefined`: the mail leads nowhere. */
export const destinationOf = (template: MailTemplate): Destination | undefined => DESTINATIONS[template];
