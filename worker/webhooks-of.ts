import type { Config } from '../src/config/config.ts';
import { sendOperatorNote } from '../src/emails/sending/operator-note.ts';
import { alertWords } from '../src/webhooks/alert-words.ts';
import type { WebhookConfig } from './webhook-worker.ts';

/** What webhooks are sent with. `undefined`: no master secret is configured, and nothing is sent. */
export function webhooksOf({
  webhookSecret: secret,
  webhookPrivateRanges: privateRanges = [],
  smtpUrl,
  mailFrom: from,
  mailReplyTo: replyTo,
}: Pick<
  Config<'worker'>,
  'webhookSecret' | 'webhookPrivateRanges' | 'smtpUrl' | 'mailFrom' | 'mailReplyTo'
>): WebhookConfig | undefined {
  if (secret === undefined) return undefined;
  return {
    secret,
    privateRanges,
    alert: (about) => sendOperatorNote({ smtpUrl, from, replyTo }, alertWords(about)),
  };
}
