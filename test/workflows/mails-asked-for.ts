import type { Mail, MailContent } from '../../src/contract/mail.ts';

/** Fields that choose between words. Of the others it counts only whether they are there. */
const CHOOSING: ReadonlySet<string> = new Set([
  'template',
  'clause',
  'claimType',
  'code',
  'next',
  'how',
  'cause',
  'remedy',
  'step',
]);

/** Which of its wordings a mail has. */
export const wordingOf = (content: MailContent): string =>
  Object.entries(content)
    .map(([field, value]) => (CHOOSING.has(field) ? `${field}=${String(value)}` : field))
    .toSorted()
    .join(' ');

/** Of a history, as it is recorded or as the server answers it. */
export interface HistoryEvent {
  activityTaskScheduledEventAttributes?: {
    activityType?: { name?: string | null } | null;
    input?: { payloads?: { data?: Uint8Array | string | null }[] | null } | null;
  } | null;
}

/** What a workflow has asked to be mailed, in its order. */
export const mailsIn = (events: readonly HistoryEvent[]): MailContent[] =>
  events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (scheduled?.activityType?.name !== 'sendMail') return [];
    const data = scheduled.input?.payloads?.[0]?.data ?? '';
    const json = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);
    // Sound: the workflow sends one mail as the only argument.
    return [(JSON.parse(json.toString()) as Mail).content];
  });
