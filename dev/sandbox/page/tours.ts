import { html } from 'hono/html';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import { mailName } from './parts/mail-view.ts';
import { linkIn } from '../mail-link.ts';
import type { PurchaseOnPage } from './purchase-on-page.ts';

export type TourName = 'no-sms' | 'defect';

export const TOURS: Readonly<Record<TourName, { title: string; steps: readonly [string, string, string] }>> =
  {
    'no-sms': {
      title: 'No code, no charge',
      steps: [
        'Buy a number',
        'Let its 20 minutes pass without an SMS',
        'Follow the mail’s link: the money is back (R2)',
      ],
    },
    defect: {
      title: 'Broken, and not put right in five days',
      steps: [
        'Buy a number that breaks, and claim it',
        'Let five days pass without a repair',
        'Follow the mail’s link, and take the money back (C3a)',
      ],
    },
  };

export const TOUR_NAMES = Object.keys(TOURS) as readonly TourName[];

const PREFIX = 'tour-';
/** The mail whose link is the third click, by its name, see `mailName`. */
const LAST_MAILS: Readonly<Record<TourName, string>> = {
  'no-sms': 'funds_returned.1',
  defect: 'choice_offered.1',
};

/** A tour's purchase is recognised by its id, so nothing about tours is stored, but whether its mail's link was followed. */
export const tourPurchaseId = (tour: TourName, random: string): PurchaseId => `${PREFIX}${tour}-${random}`;

export const tourOf = (purchaseId: PurchaseId): TourName | undefined =>
  TOUR_NAMES.find((tour) => purchaseId.startsWith(`${PREFIX}${tour}-`));

/** The three steps of a tour, before it is begun. */
export function tourStart(tour: TourName, primary: boolean): Html {
  const { title, steps } = TOURS[tour];
  const first = html`<form method="post" action="/tours/${tour}">
    <button class="${primary ? 'primary' : ''}">${steps[0]}</button>
  </form>`;
  return stepsView(title, steps, 1, first);
}

/** How many steps are done. `undefined`: something else was done, so the tour is over. */
function stepsBehind(
  tour: TourName,
  { status }: PurchaseOnPage,
  hasFollowed: boolean,
): 1 | 2 | 3 | undefined {
  const { stage, refund, replacement, claims } = status;
  if (tour === 'no-sms') {
    if (stage === 'awaiting_sms') return 1;
    if (stage === 'returning_funds') return 2;
    if (refund === undefined) return undefined;
    return hasFollowed ? 3 : 2;
  }
  if (stage === 'in_remediation') return 1;
  if (stage === 'awaiting_choice') return 2;
  return (refund ?? replacement) !== undefined && claims.length > 0 ? 3 : undefined;
}

/** The tour, shown on the page of its purchase. */
export function tourView(
  shown: PurchaseOnPage,
  { hasFollowed, timeSkipping }: { hasFollowed: boolean; timeSkipping: boolean },
): Html | undefined {
  const { purchaseId } = shown.status;
  const tour = tourOf(purchaseId);
  if (tour === undefined) return undefined;
  const { title, steps } = TOURS[tour];
  const behind = stepsBehind(tour, shown, hasFollowed);
  if (behind === undefined) {
    return html`<p class="note" id="tour">You left the tour “${title}”. <a href="/">Start again</a></p>`;
  }
  if (behind === 3) {
    return stepsView(
      title,
      steps,
      4,
      html`<p class="tour-end">That is the heart of it. <a href="/">What else?</a></p>`,
    );
  }
  return stepsView(title, steps, behind + 1, nextStep(tour, shown, behind, timeSkipping));
}

function nextStep(
  tour: TourName,
  { status, mails }: PurchaseOnPage,
  behind: 1 | 2,
  timeSkipping: boolean,
): Html {
  const { purchaseId } = status;
  const [, second, third] = TOURS[tour].steps;
  if (behind === 1) {
    if (!timeSkipping) return html`<p class="note">This server cannot skip time: come back then.</p>`;
    return html`<form method="post" action="/purchases/${purchaseId}/clock">
      <input type="hidden" name="to" value="deadline" /><button class="primary">${second}</button>
    </form>`;
  }
  const name = LAST_MAILS[tour];
  const mail = mails.find((each) => mailName(each) === name);
  if (mail === undefined) {
    return html`<p class="note">${third}. The mail has not come yet; this page shows it when it does.</p>`;
  }
  if (linkIn(mail) === undefined) {
    return html`<p class="note">
      ${third}. There are no customers’ pages here, so the mail has no link: they need PUBLIC_URL and
      LINK_SECRET.
    </p>`;
  }
  return html`<a class="button primary" href="/purchases/${purchaseId}/mails/${name}/link">${third}</a>`;
}

function stepsView(title: string, steps: readonly string[], next: number, act: Html): Html {
  return html`<section class="tour" aria-label="Tour: ${title}">
    <h2>${title}</h2>
    <ol>
      ${steps.map((step, index) => {
        const n = index + 1;
        if (n === next) return html`<li class="next" aria-current="step">${act}</li>`;
        return html`<li class="${n < next ? 'done' : ''}">${step}</li>`;
      })}
    </ol>
    ${next > steps.length && act}
  </section>`;
}
