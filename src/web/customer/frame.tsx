import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Html } from '../parts/html.ts';
import { addressOf } from './address.ts';
import type { Reader } from './reader.ts';

export interface Frame {
  reader: Reader;
  title: string;
  /** Whether what was sent has faults. A browser reads out the title first. */
  isWrong?: boolean | undefined;
  /** The purchase that a link above the content leads back to. */
  backTo?: PurchaseId | undefined;
  /** A script of this page alone. The page works without it. */
  script?: 'upload.js' | undefined;
  children?: Child;
}

/** A page of the customer as a whole. `site.ts` has its style sheet and scripts. */
export const framed = (frame: Frame): Html => html`<!doctype html>${<Whole {...frame} />}`;

const Whole = ({
  reader: { language, shop, say, sayAround },
  title,
  isWrong = false,
  backTo,
  script,
  children,
}: Frame) => (
  <html lang={language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex, nofollow" />
      <title>
        {say('frame.title', {
          title: isWrong ? say('frame.title_with_fault', { title }) : title,
          shop,
        })}
      </title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/customer/page.css" />
      <script src="/customer/countdown.js" defer></script>
      {script && <script src={`/customer/${script}`} defer></script>}
    </head>
    <body>
      <a class="skip" href="#main">
        {say('frame.skip')}
      </a>
      <header class="top">
        <p>{sayAround('frame.brand', { shop: <strong>{shop}</strong> })}</p>
      </header>
      <main id="main" tabindex={-1}>
        {backTo !== undefined && (
          <p class="back">
            <a href={addressOf(backTo)}>{say('frame.back')}</a>
          </p>
        )}
        {children}
      </main>
      <footer>
        <p>{say('frame.footer')}</p>
      </footer>
    </body>
  </html>
);
