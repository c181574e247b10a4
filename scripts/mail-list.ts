import type { MailTemplate } from '../src/contract/mail.ts';
import {
  CONCERN_TITLES,
  CONCERNS,
  mailOccasions,
  type Concern,
  type Follows,
  type MailOccasion,
} from '../dev/mails/occasions.ts';
import { CURRENT_VERSION_ID, policyVersion } from '../src/policy/versions.ts';
import { hasPage, pageFor } from '../src/wording/customer-pages.ts';

/** The text of `docs/mails.md`. */
export function mailList(): string {
  const version = policyVersion(CURRENT_VERSION_ID);
  if (version === undefined) throw new Error(`${CURRENT_VERSION_ID} is no policy version`);
  // Sound: the record has a key for each template and no other.
  const all = Object.entries(mailOccasions(version)) as [MailTemplate, MailOccasion][];
  const section = (concern: Concern): string => {
    const entries = all.filter(([, occasion]) => occasion.concern === concern);
    return [`## ${CONCERN_TITLES[concern]}`, ...entries.map(entryOf)].join('\n\n');
  };
  return `${[...HEAD(version.id), ...CONCERNS.map(section)].join('\n\n')}\n`;
}

const HEAD = (version: string): string[] => [
  '# What is mailed, when, to whom, and what ends it',
  `Made by \`npm run mail-list\` from \`dev/mails/occasions.ts\`, with the numbers of the policy version \`${version}\`. The words of each mail are in \`src/emails\`; why each is sent is in [policy.md](policy.md).`,
  [
    'For all of them:',
    '',
    '- A mail goes to the address that the purchase has when it is sent, in the customer’s time zone.',
    '- It is tried for 48 hours. If it is given up then, or the address takes no mail, support sees `notice_undelivered`, and the mail is sent again when the address is corrected. That does not hold for `contact_corrected`, `link_requested` and `refund_failed`.',
    '- A time that counts from when the mail server has taken the mail does not run before that. A reminder of a mail that is not out is left out.',
    '- An outage of ours that is in the way of an answer gives the customer another day, once per question.',
    '- Its link opens the page for as long as the purchase lives and 60 days longer, if customers’ pages are configured.',
  ].join('\n'),
];

function entryOf([template, { when, to, clauses, follows }]: [MailTemplate, MailOccasion]): string {
  return [
    `### \`${template}\``,
    '',
    when,
    '',
    `- To: ${to}`,
    `- Clause: ${clauses.length === 0 ? 'none' : clauses.join(', ')}`,
    `- Its link opens: ${pageOf(template)}`,
    ...linesOf(follows),
  ].join('\n');
}

/** The page, as it is called in its address. */
function pageOf(template: MailTemplate): string {
  if (!hasPage(template)) return 'nothing, it has none';
  const page = pageFor(template);
  return page === '' ? 'the purchase' : `\`${page}\``;
}

function linesOf(follows: Follows): string[] {
  switch (follows.is) {
    case 'news':
      return [`- Then: ${follows.next ?? 'nothing more'}`];
    case 'reminder':
      return [
        `- Reminds of: ${follows.of.map((template) => `\`${template}\``).join(', ')}, and ends with it`,
      ];
    case 'time':
      return [
        `- Time of ${follows.whose}: ${lowered(follows.lasts)}`,
        `- Reminder: ${follows.reminder === undefined ? 'none' : `\`${follows.reminder.template}\`, ${follows.reminder.at}`}`,
        `- Ended by: ${lowered(follows.endedBy)}`,
        `- Otherwise: ${lowered(follows.otherwise)}`,
      ];
    default:
      return follows satisfies never;
  }
}

/** A sentence after a colon: with a small letter, and without its full stop if it is the only one. */
function lowered(sentence: string): string {
  const text = sentence.charAt(0).toLowerCase() + sentence.slice(1);
  return /\.\s/.test(text) ? text : text.replace(/\.$/, '');
}
