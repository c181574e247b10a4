import type { KeyObject } from 'node:crypto';
import { present } from '../../contract/present.ts';
import type { MailTexts } from '../texts/mail-texts.ts';
import type { MailConfig } from './mailer.ts';

/** The variables that say how mails are sent. Those of DKIM are set together. */
export interface MailVariables {
  smtpUrl?: string | undefined;
  mailFrom?: string | undefined;
  mailReplyTo?: string | undefined;
  mailTexts?: MailTexts | undefined;
  mailDkimDomain?: string | undefined;
  mailDkimSelector?: string | undefined;
  mailDkimKey?: KeyObject | undefined;
}

/** How every part sends mails. `undefined`: no mail server is configured. */
export function mailConfigOf(variables: MailVariables & { smtpUrl: string; mailFrom: string }): MailConfig;
export function mailConfigOf(variables: MailVariables): MailConfig | undefined;
export function mailConfigOf(variables: MailVariables): MailConfig | undefined {
  const { smtpUrl, mailFrom: from, mailReplyTo: replyTo, mailTexts: texts } = variables;
  if (smtpUrl === undefined || from === undefined) return undefined;
  const { mailDkimDomain: domain, mailDkimSelector: selector, mailDkimKey: key } = variables;
  const isSigned = domain !== undefined && selector !== undefined && key !== undefined;
  return {
    smtpUrl,
    from,
    ...present({ replyTo, texts, dkim: isSigned ? { domain, selector, key } : undefined }),
  };
}
