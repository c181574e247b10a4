import { html } from 'hono/html';

/** Escaped HTML: what a tagged template of hono makes. Everything that is put in is escaped. */
export type Html = ReturnType<typeof html>;

export interface Frame {
  title: string;
  /** How often the script looks for news; 0: never. */
  refreshMs: number;
  /** A real shop sells: the page only shows. */
  reading: boolean;
}

/** The frame of every page. */
export function layout({ title, refreshMs, reading }: Frame, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · InstaOTP returns</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page.css" />
        <script src="/live.js" defer></script>
      </head>
      <body data-refresh-ms="${refreshMs}">
        <header class="top">
          <a class="brand" href="/">InstaOTP <span>returns</span></a>
          <p>
            ${reading ? 'Purchases of your shop, for reading.' : 'A sandbox: no real money, numbers or mails.'}
          </p>
        </header>
        <main id="main">${content}</main>
        <footer>
          <p>
            ${
              reading
                ? 'This page answers this machine only, and shows what customers and support wrote. Lists are as the ledger has them.'
                : 'A shop, a mail server, a worker and a Temporal server, all on this machine. Only the waiting is skipped; everything else happens as it would for a customer.'
            }
          </p>
        </footer>
        <p id="offline" role="status" hidden>No connection: this page shows the last known state.</p>
      </body>
    </html>`;
}
