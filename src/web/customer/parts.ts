import type { Mailer } from '../../emails/sending/mailer.ts';
import type { OperatorNote } from '../../emails/sending/operator-note.ts';
import type { CustomerLinks } from '../../links/customer-links.ts';
import type { PageTexts } from './texts/page-texts.ts';

/** What the pages of customers work with, beside what the API does. */
export interface CustomerParts {
  links: CustomerLinks;
  mailer: Mailer;
  /** The origin of their pages. */
  publicUrl: string;
  /** What the shop is called. Default: what mails call it where nothing is configured. */
  shop?: string;
  /** How pages speak. Default: in our words. */
  texts?: PageTexts;
  /** Hands words of a customer to support. `false`: the mail server has not taken them. */
  mailSupport: (note: OperatorNote) => Promise<boolean>;
}
