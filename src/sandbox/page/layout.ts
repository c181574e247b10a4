import { html } from 'hono/html';

/** Escaped HTML: what a tagged template of hono makes. Everything that is put in is escaped. */
export type Html = ReturnType<typeof html>;

/** The frame of every page. `refreshMs`: how often the script looks for news. */
export function layout(title: string, refreshMs: number, content: Html): Html {
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
          <p>A sandbox: no real money, numbers or mails.</p>
        </header>
        <main id="main">${content}</main>
        <footer>
          <p>
            A shop, a mail server, a worker and a Temporal server, all on this machine. What is in the way of
            the clock is skipped, nothing is pretended.
          </p>
        </footer>
        <p id="offline" role="status" hidden>No connection: this page shows the last known state.</p>
      </body>
    </html>`;
}
