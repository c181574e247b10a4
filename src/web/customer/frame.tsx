import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Html } from '../parts/html.ts';

export interface Frame {
  title: string;
  /** The way back to the purchase, above the content. */
  back?: { href: string; words: string } | undefined;
  /** A script of this page alone. The page works without it. */
  script?: 'upload.js' | undefined;
  children?: Child;
}

/** A page of the customer as a whole. `assets.ts` has its style sheet and script. */
export const framed = ({ title, back, script, children }: Frame): Html =>
  html`<!doctype html>${<Whole title={title} back={back} script={script} children={children} />}`;

const Whole = ({ title, back, script, children }: Frame) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex, nofollow" />
      <title>{title} · InstaOTP</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/customer/page.css" />
      <script src="/customer/countdown.js" defer></script>
      {script && <script src={`/customer/${script}`} defer></script>}
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <p>
          <strong>InstaOTP</strong> returns
        </p>
      </header>
      <main id="main" tabindex={-1}>
        {back && (
          <p class="back">
            <a href={back.href}>{back.words}</a>
          </p>
        )}
        {children}
      </main>
      <footer>
        <p>
          Something else? Reply to any of our mails about this purchase: our support reads the answers. A
          reply alone decides nothing; what counts is done on these pages.
        </p>
      </footer>
    </body>
  </html>
);
