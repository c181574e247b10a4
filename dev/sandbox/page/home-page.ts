import { html } from 'hono/html';
import type { Money } from '../../../src/contract/scalars.ts';
import { VERSION_IDS } from '../../../src/policy/versions.ts';
import { faultsView } from './faults-view.ts';
import { fieldView, refusalView } from './parts/forms-view.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import type { Notice } from './parts/notices.ts';
import type { PurchasesList } from './purchases-list.ts';
import type { PageParts } from './purchase-on-page.ts';
import { TOUR_NAMES, tourStart } from './tours.ts';
import { moneyWords } from '../../../src/wording/money.ts';
import { sentence } from '../../../src/wording/names.ts';
import { STAGES } from './wording/stages.ts';

/** What can be bought here. */
export const COUNTRIES: Readonly<Record<string, string>> = {
  GB: 'United Kingdom',
  DE: 'Germany',
  US: 'United States',
  IN: 'India',
};
export const SERVICES: Readonly<Record<string, string>> = Object.fromEntries(
  ['Telegram', 'WhatsApp', 'Google', 'Discord'].map((name) => [name, name]),
);
const OFFERED: readonly Money[] = [
  { amount: 149, currency: 'EUR' },
  { amount: 80, currency: 'GBP' },
  { amount: 1200, currency: 'USD' },
  { amount: 250, currency: 'JPY' },
];
/** Prices to choose from, as minor units and currency. */
export const PRICES: Readonly<Record<string, string>> = Object.fromEntries(
  OFFERED.map((money) => [`${money.amount} ${money.currency}`, moneyWords(money)]),
);
export const POLICIES: Readonly<Record<string, string>> = Object.fromEntries(
  VERSION_IDS.map((id) => [id, id === 'sandbox-short' ? `${id}: five days are twelve hours` : id]),
);

export interface HomeView {
  parts: PageParts;
  list: PurchasesList;
  notice: Notice | undefined;
}

export function homePage({ parts, list, notice }: HomeView): Html {
  const { sandbox } = parts;
  if (sandbox === undefined) return readingHome(list);
  return html`<div class="hero">
      <h1>A return policy that carries itself out.</h1>
      <p class="lead">
        Somebody rents a phone number for one SMS code. This service keeps what the policy promised: it waits,
        pays back, replaces, writes to the customer, and names the clause each time. Watch it, or read
        <a href="/mails">every mail</a> that it can write.
      </p>
    </div>
    <div id="notice">
      ${notice?.kind === 'done' && html`<p class="notice">${notice.words}</p>`}
      ${notice?.kind === 'refused' && notice.form !== 'fault' && refusalView(notice, notice.form)}
    </div>
    <div class="tours">${TOUR_NAMES.map((tour, index) => tourStart(tour, index === 0))}</div>
    <div class="columns">
      <div class="acts">${buyView(notice)} ${faultsView(sandbox, undefined, notice)}</div>
      <section aria-labelledby="list-title">
        <h2 id="list-title">Purchases</h2>
        ${listView(list)}
      </section>
    </div>`;
}

/** The page with a real shop, which only shows. */
const readingHome = (list: PurchasesList): Html =>
  html`<div class="hero"><h1 id="list-title">Purchases</h1></div>
    <section aria-labelledby="list-title">${listView(list)}</section>`;

function buyView(notice: Notice | undefined): Html {
  const typed = notice?.kind === 'refused' && notice.form === 'buy' ? notice.typed : {};
  const choice = (name: string, label: string, input: Readonly<Record<string, string>>): Html =>
    fieldView('buy', { name, label, input }, typed[name]);
  return html`<section class="card" id="buy" aria-labelledby="buy-title">
    <h2 id="buy-title">Buy a number</h2>
    <form method="post" action="/purchases" class="grid">
      <div>${choice('service', 'For', SERVICES)}</div>
      <div>${choice('country', 'In', COUNTRIES)}</div>
      <div>${choice('price', 'Price', PRICES)}</div>
      <div>${choice('policyVersion', 'Policy', POLICIES)}</div>
      <button>Buy it</button>
    </form>
  </section>`;
}

function listView({ shown, older, olderCount }: PurchasesList): Html {
  if (shown.length === 0) return html`<p class="meta" id="purchases">None yet.</p>`;
  return html`<ul class="purchases" id="purchases">
      ${shown.map(({ purchaseId, service, country, price, stage, clause, needsPerson }) => {
        const words = stage === 'not_opened' || stage === 'no_answer' ? sentence(stage) : STAGES[stage];
        return html`<li id="row-${purchaseId}">
          <a href="/purchases/${purchaseId}">
            <span class="what">${service}, ${country} · ${moneyWords(price)}</span>
            <span class="id">${purchaseId}</span>
            <span class="stage">
              ${words} ${clause && html` <span class="clause">${clause}</span>`}
              ${needsPerson && html` <span class="tag person">needs a person</span>`}
            </span>
          </a>
        </li>`;
      })}
    </ul>
    ${
      older !== undefined &&
      html`<p class="meta">
        <a id="older" href="/?from=${older}"
          >${olderCount === undefined ? 'Older ones' : `${olderCount} older`}</a
        >
      </p>`
    }`;
}
