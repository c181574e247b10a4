import type { MailTemplate } from '../contract/mail.ts';

/** The customer's pages of one purchase, by the last part of their address. `''`: the purchase itself. */
export const CUSTOMER_PAGES = [
  '',
  'claim',
  'evidence',
  'access',
  'dispute',
  'choice',
  'withdrawal',
  'objection',
] as const;

export type CustomerPage = (typeof CUSTOMER_PAGES)[number];

/** All mails but that to an old address, which may be somebody else's. */
export type LinkedMail = Exclude<MailTemplate, 'contact_corrected'>;

export const hasPage = (template: MailTemplate): template is LinkedMail => template !== 'contact_corrected';

const PAGES: Readonly<Record<LinkedMail, CustomerPage>> = {
  funds_returned: '',
  refund_pending: '',
  refund_delayed: '',
  refund_failed: '',
  claim_received: '',
  claim_refused: 'claim',
  evidence_requested: 'evidence',
  evidence_reminder: 'evidence',
  review_delayed: '',
  claim_approved: '',
  claim_rejected: 'objection',
  claim_withdrawn: '',
  claim_closed: '',
  remediation_started: '',
  remediation_resumed: '',
  access_requested: 'access',
  access_reminder: 'access',
  access_refused: '',
  remedied: 'dispute',
  choice_offered: 'choice',
  choice_reminder: 'choice',
  choice_defaulted: '',
  replacement_issued: '',
  replacement_unavailable: 'choice',
  claim_window_closing: 'claim',
  link_requested: '',
};

/** The page on which the customer does what a mail is about. */
export const pageFor = (template: LinkedMail): CustomerPage => PAGES[template];
