import { html } from 'hono/html';
import type { Html } from '../../../../src/web/parts/html.ts';

export interface Frame {
  title: string;
  /** How often the script asks for changes, in ms; 0: never. */
  refreshMs: number;
  /** What these pages are, in a sentence. It follows the name of the service. */
  header: string;
  footer: string;
}

/** The frame of every page. `pageAssets` has its style sheet and script. */
export function layout({ title, refreshMs, header, footer }: Frame, content: Html): Html {
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
          <p>${header}</p>
        </header>
        <main id="main">${content}</main>
        <footer><p>${footer}</p></footer>
        <p id="offline" role="status" hidden>No connection: this page shows the last known state.</p>
      </body>
    </html>`;
}
