import { html } from 'hono/html';
import type { OrderCall } from '../../../src/orders/broken-calls.ts';
import { canHappenTo, TROUBLE_KINDS, type Fault } from '../faults.ts';
import type { InboxFault } from '../inbox.ts';
import type { Sandbox } from '../sandbox.ts';
import { fieldView, refusalView } from './parts/forms-view.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import type { Notice } from './parts/notices.ts';
import type { PurchaseOnPage } from './purchase-on-page.ts';
import { CALLS, TROUBLES } from './words.ts';

const TIMES = { '1': 'once', '2': 'twice', '3': '3 times', '10': '10 times', until_cleared: 'until cleared' };

const MAIL_FAULTS = {
  '451': 'refuses for now (451)',
  '550': 'does not know the address (550)',
  '554': 'refuses our account (554)',
  drop: 'takes the mail, then hangs up',
} as const;

/** Forms for faults of the shop and of the mail server, in general or for one purchase. */
export function faultsView(
  { faults, inbox }: Sandbox,
  shown: PurchaseOnPage | undefined,
  notice: Notice | undefined,
): Html {
  const waiting = [...faults.list().map(faultWords), ...inbox.faults().map(inboxFaultWords)];
  const purchaseId = shown?.status.purchaseId ?? '';
  const typed = notice?.kind === 'refused' && notice.form === 'fault' ? notice.typed : {};
  const where = html`<input type="hidden" name="page" value="${purchaseId}" />`;
  const scope = (id: string): Html | undefined =>
    shown &&
    fieldView(
      id,
      { name: 'scope', label: 'For', input: { this: 'this purchase', all: 'every purchase' } },
      typed['scope'],
    );
  return html`<section class="card" id="faults" aria-labelledby="faults-title">
    <h2 id="faults-title">Let something go wrong</h2>
    ${
      waiting.length > 0
        ? html`<ul class="waiting">
              ${waiting.map((words) => html`<li>${words}</li>`)}
            </ul>
            <form method="post" action="/faults/clear">${where}<button>Clear all of these</button></form>`
        : html`<p class="meta">Nothing is out of order.</p>`
    }
    ${shown && shopState(shown, where)}
    <details class="act" id="act-fault" ${refusalView(notice, 'fault') ? html`open` : ''}>
      <summary>Trouble the order service</summary>
      <form method="post" action="/faults">
        ${refusalView(notice, 'fault')} ${where}
        <label for="fault-what">What happens</label>
        <select id="fault-what" name="what">
          ${Object.entries(CALLS).map(([call, words]) => troubleGroup(call as OrderCall, words, typed['what']))}
        </select>
        ${fieldView('fault', { name: 'times', label: 'How often', input: TIMES }, typed['times'])}
        ${scope('fault')}
        <details class="plain-text" id="fault-numbers">
          <summary>Numbers and words of it</summary>
          ${fieldView('fault', { name: 'status', label: 'Error status', input: 'line', value: '503' }, typed['status'])}
          ${fieldView('fault', { name: 'delaySeconds', label: 'Seconds late', input: 'line', value: '5' }, typed['delaySeconds'])}
          ${fieldView('fault', { name: 'reason', label: 'Reason of a refusal', input: 'line', value: 'not possible' }, typed['reason'])}
        </details>
        <button>Trouble it</button>
      </form>
    </details>
    <details class="act" id="act-mail-fault">
      <summary>Trouble the mail server</summary>
      <form method="post" action="/mail-faults">
        ${where}
        ${fieldView('mail-fault', { name: 'what', label: 'The mail server', input: MAIL_FAULTS }, undefined)}
        ${fieldView('mail-fault', { name: 'times', label: 'How often', input: TIMES }, undefined)}
        ${scope('mail-fault')}
        <button>Trouble it</button>
      </form>
    </details>
  </section>`;
}

/** Forms that change the shop's state for this purchase. */
function shopState({ status, refundPending, stock }: PurchaseOnPage, where: Html): Html {
  const { service, country } = status.terms;
  const left = stock === undefined ? 'as many as you like' : String(stock);
  const kind = html`<input type="hidden" name="service" value="${service}" />
    <input type="hidden" name="country" value="${country}" />
    <input type="hidden" name="left" value="${stock === 0 ? '' : '0'}" />`;
  return html`<form method="post" action="/stock" class="line">
      ${where} ${kind}
      <p>Numbers left for replacements: ${left}</p>
      <button>${stock === 0 ? 'Fill the stock' : 'Sell out'}</button>
    </form>
    ${
      refundPending &&
      html`<form method="post" action="/purchases/${status.purchaseId}/release-refund" class="line">
        <p>The refund waits at the shop.</p>
        <button>Let the money arrive</button>
      </form>`
    }`;
}

const troubleGroup = (call: OrderCall, words: string, chosen: string | undefined): Html =>
  html`<optgroup label="${words}">
    ${TROUBLE_KINDS.filter((kind) => canHappenTo(kind, call)).map((kind) => {
      const value = `${call}:${kind}`;
      const selected = value === (chosen ?? 'refund:status') ? html`selected` : '';
      return html`<option value="${value}" ${selected}>${words}: ${TROUBLES[kind]}</option>`;
    })}
  </optgroup>`;

const howOften = (times: number | 'until_cleared'): string =>
  times === 'until_cleared' ? 'until cleared' : times === 1 ? 'once more' : `${times} times more`;

const faultWords = ({ call, kind, times, purchaseId }: Fault): string =>
  `${CALLS[call]}: ${TROUBLES[kind]}, ${howOften(times)}, ${purchaseId ?? 'every purchase'}`;

const inboxFaultWords = (fault: InboxFault): string =>
  fault.kind === 'drop_after_data'
    ? `Mail server: ${MAIL_FAULTS.drop}, ${howOften(fault.times)}, every purchase`
    : `Mail server: refuses with ${fault.code}, ${howOften(fault.times)}, ${fault.recipient ?? 'every purchase'}`;
