import { html } from 'hono/html';
import type { TimelineEntry } from '../../../src/contract/status.ts';
import type { InboxMessage } from '../inbox-message.ts';
import type { Html } from './layout.ts';
import { time } from './money-sentence.ts';
import type { Standing } from './standing.ts';
import { sentence } from './words.ts';

/** Names a mail within its purchase: `funds_returned.1`. */
export const mailName = ({ template, n }: Pick<InboxMessage, 'template' | 'n'>): string => `${template}.${n}`;

/** A mail that opens in place as the customer sees it. `undefined`: it went to another mail server. */
export function mailView(
  { mails, status }: Standing,
  { at, data = {} }: TimelineEntry,
  openMail: string | undefined,
): Html | undefined {
  const name = `${data['template']}.${data['n']}`;
  const copies = mails.filter((mail) => mailName(mail) === name);
  const [mail] = copies;
  if (mail === undefined) return undefined;
  return html`<details class="letter" id="mail-${name}" ${openMail === name ? html`open` : ''}>
    <summary>
      <h3>${mail.subject}</h3>
      <span class="meta"
        >${time(at)} · mail to ${mail.to}${copies.length > 1 && html` · came ${copies.length} times`}</span
      >
    </summary>
    <iframe
      src="/purchases/${status.purchaseId}/mails/${name}"
      title="${sentence(String(data['template']))}: the mail as the customer sees it"
      sandbox=""
      loading="lazy"
    ></iframe>
    <details class="plain-text" id="text-${name}">
      <summary>The same as plain text</summary>
      <pre tabindex="0">${mail.text}</pre>
    </details>
  </details>`;
}
