import { html } from 'hono/html';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import { faultsView } from './faults-view.ts';
import { refusalView, requestView } from './parts/forms-view.ts';
import type { ShopPurchase } from '../shop-data.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import { lifeBar } from './parts/life-bar.ts';
import { phraseView, purchaseLink, time } from './parts/phrase-view.ts';
import type { Notice } from './parts/notices.ts';
import { formsFor } from './parts/request-forms.ts';
import type { PageParts, PurchaseOnPage } from './purchase-on-page.ts';
import { timelineView } from './parts/timeline-view.ts';
import { tourView } from './tours.ts';
import { DEADLINES } from './wording/deadlines.ts';
import { fromNow } from '../../../src/wording/durations.ts';
import { detailPhrase } from './wording/event-details.ts';
import { moneyClause, moneySentence } from '../../../src/web/customer/money-sentence.ts';
import { readerIn } from '../../../src/web/customer/reader.ts';
import { moneyWords } from '../../../src/wording/money.ts';
import { sentence, spaced } from '../../../src/wording/names.ts';
import { STAGES } from './wording/stages.ts';
import { SAMPLE_WORDS } from './sample-words.ts';

export interface PurchaseView {
  parts: PageParts;
  shown: PurchaseOnPage;
  notice: Notice | undefined;
  /** The mail that is shown opened, by its name. */
  openMail: string | undefined;
  /** The link of one of its mails was followed from here. */
  hasFollowed: boolean;
}

export function purchasePage({ parts, shown, notice, openMail, hasFollowed }: PurchaseView): Html {
  const { status, shop, ended, mails } = shown;
  const { purchaseId, terms, replacement, refund, needsAttention, stage } = status;
  const { service, country } = terms;
  const clause = moneyClause(status);
  return html`<nav class="crumbs" aria-label="Where you are"><a href="/">All purchases</a></nav>
    ${tourView(shown, { hasFollowed, timeSkipping: parts.timeSkipping })}
    <div class="hero">
      <p class="stage" id="stage">
        <span class="dot ${stage === 'closed' ? 'over' : ''}"></span>${STAGES[stage]}
      </p>
      <h1 id="money">${phraseView(moneySentence(status, readerIn('en')))}</h1>
      <p class="meta facts" id="facts">
        ${service} number ${shop?.order.activation.phoneNumber}, ${country} · ${moneyWords(terms.price)} ·
        policy ${status.policyVersion}${clause === undefined ? '' : `, clause ${clause}`} ·
        <span class="id">${purchaseId}</span>
        ${terms.replaces && html` · replaces ${purchaseLink(terms.replaces.purchaseId)}`}
        ${refund && html` · refund ${refund.status}`}
        ${
          replacement &&
          html` · replacement ${sentence(replacement.status).toLowerCase()}
          ${replacement.purchaseId !== undefined && purchaseLink(replacement.purchaseId)}`
        }
      </p>
    </div>
    <div id="notice" aria-live="polite">
      ${notice?.kind === 'done' && html`<p class="notice">${notice.words}</p>`}
      ${notice?.kind === 'refused' && !isOffered(shown, notice.form) && refusalView(notice, notice.form)}
    </div>
    ${
      needsAttention.length > 0 &&
      html`<ul class="attention" id="attention" aria-label="Needs a person’s attention">
        ${needsAttention.map(({ step, reason, since, template, detail }) => {
          const about = [template === undefined ? undefined : spaced(template), detail]
            .filter(Boolean)
            .map((words) => ` (${words})`)
            .join('');
          const words = `${detailPhrase('reason', reason) ?? spaced(reason)}${about}`;
          return html`<li><strong>${sentence(step)}</strong> ${words}, since ${time(since)}</li>`;
        })}
      </ul>`
    }
    <div class="columns">
      <div class="acts">
        ${clockView(shown, parts)}
        ${
          parts.sandbox !== undefined &&
          html`${!ended && shopView(shown)} ${customerView(shown, parts)}
          ${!ended && supportView(shown, notice)} ${faultsView(parts.sandbox, shown, notice)}`
        }
        ${
          parts.sandbox === undefined &&
          html`${parts.customerLink !== undefined && html`<p>${asCustomer(purchaseId)}</p>`}
          ${possibleView(shown)}`
        }
      </div>
      <section class="life" aria-labelledby="life-title">
        <h2 id="life-title">Its life</h2>
        ${lifeBar(shown)} ${timelineView(shown, { mails, openMail })}
      </section>
    </div>`;
}

/** Whether the form that was refused is still on the page; if not, the refusal is shown at the top. */
const isOffered = ({ status }: PurchaseOnPage, form: string): boolean =>
  form === 'fault' || formsFor(status, 'support').some(({ key }) => key === form);

const JUMPS = { '1h': '+1 hour', '1d': '+1 day', '5d': '+5 days' } as const;

function clockView({ status, now, ended }: PurchaseOnPage, { sandbox, timeSkipping }: PageParts): Html {
  const { nextDeadline, purchaseId } = status;
  const clock = new Date(now).toISOString();
  const jump = (to: string, words: string, primary = false): Html =>
    html`<form method="post" action="/purchases/${purchaseId}/clock">
      <input type="hidden" name="to" value="${to}" />
      <button class="${primary ? 'primary' : ''}">${words}</button>
    </form>`;
  return html`<section class="card clock" id="clock" aria-labelledby="clock-title">
    <h2 id="clock-title">Its clock</h2>
    <p class="digits">
      <time datetime="${clock}" ${ended ? '' : html`data-ticks`}>${clock.slice(11, 19)}</time>
      <small>${clock.slice(0, 10)} UTC</small>
    </p>
    ${
      nextDeadline &&
      html`<p class="meta">
        ${DEADLINES[nextDeadline.kind].title}
        ${fromNow(Date.parse(nextDeadline.at), now)}${
          nextDeadline.provisional && ', provisional'
        }${nextDeadline.pausedSince !== undefined && '; the time for the repair is paused'}
      </p>`
    }
    ${
      ended
        ? html`<p class="meta">This purchase is over: its clock has stopped.</p>`
        : sandbox === undefined
          ? undefined
          : timeSkipping
            ? html`<div class="jumps">
                ${nextDeadline && jump('deadline', 'To just after the next deadline', true)}
                ${Object.entries(JUMPS).map(([to, words]) => jump(to, words))}
              </div>`
            : html`<p class="note">This server cannot skip time: the clock runs as fast as yours.</p>`
    }
  </section>`;
}

function shopView({ shop, status }: PurchaseOnPage): Html | undefined {
  const act = (event: string, words: string): Html =>
    html`<form method="post" action="/purchases/${status.purchaseId}/shop/${event}">
      <button>${words}</button>
    </form>`;
  if (shop?.status !== 'active') return undefined;
  return html`<section class="card" id="shop" aria-labelledby="shop-title">
    <h2 id="shop-title">As the shop</h2>
    <div class="jumps">
      ${shop.smsAt === undefined && act('sms', 'Deliver the SMS')}
      ${act('complete', 'Complete the activation')} ${act('cancel', 'Cancel the activation')}
    </div>
  </section>`;
}

/** With a real shop the page only shows who may do what. */
const possibleView = ({ status: { allowedActions } }: PurchaseOnPage): Html =>
  html`<section class="card" id="possible" aria-labelledby="possible-title">
    <h2 id="possible-title">Possible now</h2>
    ${(['customer', 'support'] as const).map((side) => {
      const names = allowedActions[side].map((name) => sentence(name).toLowerCase());
      return html`<p class="meta">By ${side}: ${names.length === 0 ? 'nothing' : names.join(', ')}.</p>`;
    })}
    <p class="meta">This page only shows. Acts go through your own systems, or npm run cli.</p>
  </section>`;

/** A number that was sold in the sandbox's shop, and that this service does not know. */
export const notOpenedPage = ({ order }: ShopPurchase): Html =>
  html`<nav class="crumbs" aria-label="Where you are"><a href="/">All purchases</a></nav>
    <div class="hero">
      <h1>This number was sold, but never opened here.</h1>
      <p class="lead">
        The shop sold ${order.purchaseId}, and no purchase of that id is on this Temporal server, so no clock
        runs and no money can go back. A shop repeats its opening until it is answered.
      </p>
      <form method="post" action="/purchases/${order.purchaseId}/open">
        <button class="primary">Open it now</button>
      </form>
    </div>`;

const asCustomer = (purchaseId: PurchaseId): Html =>
  html`<a class="button" href="/purchases/${purchaseId}/as-customer">Open the customer’s page</a>`;

/** What the customer does is done on the customer's own page. */
function customerView(shown: PurchaseOnPage, { customerLink }: PageParts): Html {
  const { purchaseId, allowedActions } = shown.status;
  const acts = allowedActions.customer.map((name) => sentence(name).toLowerCase());
  return html`<section class="card" id="customer" aria-labelledby="customer-title">
    <h2 id="customer-title">As the customer</h2>
    ${
      customerLink === undefined
        ? html`<p class="note">There are no customers’ pages here: they need PUBLIC_URL and LINK_SECRET.</p>`
        : html`<p>${asCustomer(purchaseId)}</p>`
    }
    <p class="meta">Possible now: ${acts.length === 0 ? 'only looking' : acts.join(', ')}.</p>
  </section>`;
}

function supportView(shown: PurchaseOnPage, notice: Notice | undefined): Html {
  const forms = formsView(shown, notice);
  return html`<section class="card" id="support" aria-labelledby="support-title">
    <h2 id="support-title">As support</h2>
    ${forms.length > 0 ? forms : html`<p class="meta">Nothing to do now.</p>`}
  </section>`;
}

const formsView = (shown: PurchaseOnPage, notice: Notice | undefined): Html[] =>
  formsFor(shown.status, 'support').map((form) =>
    requestView(shown.status.purchaseId, form, { notice, prefilled: SAMPLE_WORDS[form.key] }),
  );
