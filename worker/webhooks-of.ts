import type { Config } from '../src/config/config.ts';
import type { MailConfig } from '../src/emails/sending/mailer.ts';
import { sendOperatorNote } from '../src/emails/sending/operator-note.ts';
import { alertWords } from '../src/webhooks/alert-words.ts';
import type { WebhookConfig } from './webhook-worker.ts';

/**
 * What webhooks are sent with; support gets mails by `mail`. `undefined`: no master secret is configured, and nothing is
 * sent.
 */
export function webhooksOf(
  {
    webhookSecret: secret,
    webhookPrivateRanges: privateRanges = [],
  }: Pick<Config<'worker'>, 'webhookSecret' | 'webhookPrivateRanges'>,
  mail: MailConfig,
): WebhookConfig | undefined {
  if (secret === undefined) return undefined;
  return { secret, privateRanges, alert: (about) => sendOperatorNote(mail, alertWords(about)) };
}
