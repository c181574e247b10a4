import { html } from 'hono/html';
import type { PurchaseId } from '../../../../src/contract/scalars.ts';
import type { TimelineEntry } from '../../../../src/contract/status.ts';
import { sentence } from '../../../../src/wording/names.ts';
import type { Html } from '../../../../src/web/parts/html.ts';
import { time } from './phrase-view.ts';
import { LINKS_LEAD_AWAY } from './security.ts';

/** A mail as it reached the customer. */
export interface ShownMail {
  /** `null`: the mail does not name a template of ours. */
  template: string | null;
  n: number | null;
  to: string;
  subject: string;
  text: string;
}

/** The mails of a purchase of which there are copies. */
export interface ShownMails {
  mails: readonly ShownMail[];
  /** The one that is shown opened, by its name. */
  openMail: string | undefined;
}

/** Names a mail within its purchase: `funds_returned.1`. */
export const mailName = ({ template, n }: Pick<ShownMail, 'template' | 'n'>): string => `${template}.${n}`;

/** A mail that can be unfolded and is shown as the customer sees it. `undefined`: there is no copy of it. */
export function mailView(
  purchaseId: PurchaseId,
  { mails, openMail }: ShownMails,
  { at, data = {} }: TimelineEntry,
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
      src="/purchases/${purchaseId}/mails/${name}"
      title="${sentence(String(data['template']))}: the mail as the customer sees it"
      sandbox="${LINKS_LEAD_AWAY}"
      loading="lazy"
    ></iframe>
    <details class="plain-text" id="text-${name}">
      <summary>The same as plain text</summary>
      <pre tabindex="0">${mail.text}</pre>
    </details>
  </details>`;
}
