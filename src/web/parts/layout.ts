import { html } from 'hono/html';
import type { Html } from './html.ts';

export interface Frame {
  title: string;
  /** How often the script looks for news; 0: never. */
  refreshMs: number;
  /** Beside the name of the service: what these pages are, in a sentence. */
  header: string;
  footer: string;
}

/** The frame of every page. Style and script are those of `pageAssets`. */
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
