import type { MailTemplate } from '../../src/contract/mail.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import type { Evidence, Lived } from './records-agree.ts';

/** What a purchase tells once in its life. A second number stands for one that was given up only. */
const TOLD_ONCE: ReadonlySet<MailTemplate> = new Set([
  'funds_returned',
  'refund_pending',
  'refund_delayed',
  'replacement_issued',
  'claim_window_closing',
] as const);

/** Every mail that was taken came, under one Message-ID for one event, and no other came. */
export function mailFaults({ mails, lives }: Evidence): string[] {
  const known = new Set(lives.map(({ purchaseId }) => purchaseId));
  const foreign = mails.filter(({ purchaseId }) => purchaseId === null || !known.has(purchaseId));
  return [
    ...foreign.map(({ messageId }) => `${messageId}: a mail of no purchase`),
    ...differingCopies(mails),
    ...lives.flatMap((life) =>
      mailsOfLife(
        life,
        mails.filter(({ purchaseId }) => purchaseId === life.purchaseId),
      ),
    ),
  ];
}

/** The same mail sent again says the same. */
function differingCopies(mails: readonly InboxMessage[]): string[] {
  const first = new Map<string, InboxMessage>();
  return mails.flatMap((mail) => {
    const known = first.get(mail.messageId);
    if (known === undefined) first.set(mail.messageId, mail);
    const same = known === undefined || (known.subject === mail.subject && known.text === mail.text);
    return same ? [] : [`${mail.messageId}: came again with other words`];
  });
}

function mailsOfLife({ purchaseId, state, status }: Lived, mails: readonly InboxMessage[]): string[] {
  if (status === undefined) return [];
  const faults: string[] = [];
  const say = (what: string): void => void faults.push(`${purchaseId}: ${what}`);
  const ended = (event: string): string[] =>
    status.timeline
      .filter((entry) => entry.event === event)
      .map(({ data }) => `${data?.['template']}.${data?.['n']}`);
  const accepted = ended('mail_accepted');
  const givenUp = new Set(ended('mail_given_up'));

  const idsOf = new Map<string, Set<string>>();
  for (const { template, n, messageId } of mails) {
    const event = `${template}.${n}`;
    idsOf.set(event, (idsOf.get(event) ?? new Set()).add(messageId));
  }
  for (const [event, ids] of idsOf) {
    if (ids.size > 1) say(`${event} came under ${ids.size} Message-IDs`);
    // What was given up may have got through without an answer; what is still on its way may have arrived.
    if (!accepted.includes(event) && !givenUp.has(event) && state === 'closed')
      say(`${event} came, and the purchase does not know of it`);
  }
  for (const event of accepted) if (!idsOf.has(event)) say(`${event} was accepted and never came`);
  if (new Set(accepted).size !== accepted.length) say('a mail was accepted twice');
  const extensions = status.timeline.filter(({ event }) => event === 'deadline_extended').length;
  for (const template of TOLD_ONCE) {
    const numbers = [...accepted, ...givenUp].filter((event) => event.startsWith(`${template}.`));
    const spare = numbers.filter((event) => !givenUp.has(event));
    // One that names a deadline is told anew when an outage of ours has moved the deadline.
    const moved = template === 'claim_window_closing' ? extensions : 0;
    if (spare.length > 1 + moved) say(`${template} went out ${spare.length} times`);
  }
  if (state !== 'closed') return faults;
  const wasMailed = (template: MailTemplate): boolean =>
    [...accepted, ...givenUp].some((event) => event.startsWith(`${template}.`));
  if ((status.refund?.status === 'confirmed') !== wasMailed('funds_returned'))
    say('funds_returned does not fit the refund');
  if ((status.result?.outcome === 'replaced') !== wasMailed('replacement_issued'))
    say('replacement_issued does not fit the outcome');
  return faults;
}
