import type { MailRecord } from '../../src/emails/sending/mail-record.ts';

/** Of mails that nobody writes down. */
export const NO_RECORD: MailRecord = {
  messageIdOf: ({ messageId }) => Promise.resolve(messageId),
  tried: () => Promise.resolve(undefined),
  answered: () => Promise.resolve(),
};
