import { html } from 'hono/html';
import { DOCUMENT, schemaOf } from '../api/document.ts';
import { PROBLEM_CODES } from '../api/problem-codes.ts';
import { TITLES } from '../api/problems.ts';
import type { Html } from '../parts/html.ts';
import { exampleOf } from './example-of.ts';
import { operationView, OPERATIONS, problemsOf, type PlacedOperation } from './operation-view.ts';
import { prose } from './prose.ts';
import { EVENTS, fieldsView, namesIn, placeOf } from './schema-view.ts';

const anchorOf = (group: string): string => group.toLowerCase().replaceAll(' ', '-');

const GROUPS = DOCUMENT.tags.map(({ name, description }) => ({
  name,
  description,
  operations: OPERATIONS.filter(({ operation }) => operation.tags.includes(name)),
}));

/** Schemas that answers lead to, the events aside, in the order of their names. */
const ANSWER_PARTS: readonly string[] = [...answerNames()].toSorted();

function answerNames(): Set<string> {
  const names = new Set<string>();
  const answers = [
    ...OPERATIONS.flatMap(({ operation }) => Object.values(operation.responses)),
    ...Object.values(DOCUMENT.components.responses),
  ];
  for (const { content = {} } of answers) {
    for (const { schema } of Object.values(content)) namesIn(schema, names);
  }
  return new Set([...names].filter((name) => !EVENTS.has(name)));
}

/** The whole page. It is the same for everybody, and has no script. */
export function docsPage(): Html {
  const { title, version } = DOCUMENT.info;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>HTTP API · ${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/docs/docs.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="#main">InstaOTP <span>returns</span></a>
          <p>HTTP API ${version} · <a href="/v1/openapi.json">OpenAPI 3.1</a></p>
        </header>
        <nav aria-label="Contents">${contents()}</nav>
        <main id="main">
          <h1>The HTTP API</h1>
          <p class="lead">
            Purchases of virtual phone numbers, and the return policy that carries itself out. For the shop’s
            order service, support’s systems and assistants.
          </p>
          ${conventions()} ${GROUPS.map(groupView)} ${eventsView()} ${problemsView()} ${partsView()}
        </main>
      </body>
    </html>`;
}

const link = (id: string, words: string): Html => html`<a href="#${id}">${words}</a>`;

const operationLinks = (operations: readonly PlacedOperation[]): Html =>
  html`<ul>
    ${operations.map(({ operation }) => html`<li>${link(operation.operationId, operation.summary)}</li>`)}
  </ul>`;

const contents = (): Html =>
  html`<ul>
    <li>${link('conventions', 'What holds for every route')}</li>
    ${GROUPS.map(({ name, operations }) => html`<li>${link(anchorOf(name), name)} ${operationLinks(operations)}</li>`)}
    <li>${link('event-types', 'Types of events')}</li>
    <li>${link('problems', 'Problems')}</li>
    <li>${link('parts', 'Parts of answers')}</li>
  </ul>`;

const CONVENTIONS: readonly (readonly [title: string, text: string])[] = [
  [
    'Keys',
    'Send a key as `Authorization: Bearer`. Its role says what it may do, and its name is on record as who did it. A service sees the purchases that it has opened; for others it gets a 404.',
  ],
  [
    'Values',
    'Instants are RFC 3339: any offset is taken, milliseconds in UTC are sent. Money is in whole minor units, with its currency.',
  ],
  ['Later versions only add', 'Ignore fields that you do not know, and expect new values of known ones.'],
  [
    'Once',
    'Every write but openings and events, which have ids of their own, needs an `Idempotency-Key`. A repeat gets the first answer, marked `Idempotent-Replayed`. Repeat a 5xx or a lost answer under the same key.',
  ],
  [
    'Preview',
    'Every act with `?preview=true` says what it would be answered and what would follow. It leaves no trace and needs no `Idempotency-Key`.',
  ],
  [
    'What you have read',
    'is in `ETag`. `If-None-Match` gets a 304; a write with `If-Match` is a 412 if the purchase has changed since.',
  ],
  [
    'Lists',
    'answer `entries` and `next`. Send `next` as `after`, with the same filters, for the page behind it.',
  ],
  ['Limits', 'Bodies have 64 KiB at most. A 429 says in `Retry-After` when to come again.'],
];

const conventions = (): Html =>
  html`<section id="conventions">
    <h2>What holds for every route</h2>
    <p>In the examples <code>$API</code> is the address of this service and <code>$KEY</code> a key.</p>
    <dl class="conventions">
      ${CONVENTIONS.map(
        ([title, text]) =>
          html`<div>
            <dt>${title}</dt>
            <dd>${prose(text)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;

const groupView = ({ name, description, operations }: (typeof GROUPS)[number]): Html =>
  html`<section id="${anchorOf(name)}">
    <h2>${name}</h2>
    <p>${description}</p>
    ${operations.map(operationView)}
  </section>`;

const LINKED = { inline: false };

const eventsView = (): Html =>
  html`<section id="event-types">
    <h2>Types of events</h2>
    <p>
      Entries of the feed, and bodies of webhooks. They have no personal data and nobody’s words: read the
      purchase for more.
    </p>
    ${Array.from(EVENTS, ([name, type]) => {
      const schema = schemaOf(name);
      return html`<article id="${placeOf(name)}" class="part">
        <h3><code>${type}</code></h3>
        ${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}
        ${fieldsView(schema, LINKED)}
        <details>
          <summary>Example<span class="unseen">: ${type}</span></summary>
          <pre tabindex="0"><code>${JSON.stringify(exampleOf(schema), null, 2)}</code></pre>
        </details>
      </article>`;
    })}
  </section>`;

const problemsView = (): Html =>
  html`<section id="problems">
    <h2>Problems</h2>
    <p>
      <code>application/problem+json</code> (RFC 9457). Decide by <code>code</code>, which does not change.
      What the policy refuses has the clause, the standing and what would help: see
      ${link(placeOf('Problem'), 'Problem')}.
    </p>
    ${Object.entries(PROBLEM_CODES).map(
      ([status, codes]) =>
        html`<h3 id="${problemsOf(status)}">
            <span class="status s${status.charAt(0)}">${status}</span> ${TITLES[Number(status)]}
          </h3>
          <dl class="codes">
            ${Object.entries(codes).map(
              ([code, meaning]) =>
                html`<div>
                  <dt><code>${code}</code></dt>
                  <dd>${prose(meaning)}</dd>
                </div>`,
            )}
          </dl>`,
    )}
  </section>`;

const partsView = (): Html =>
  html`<section id="parts">
    <h2>Parts of answers</h2>
    ${ANSWER_PARTS.map((name) => {
      const schema = schemaOf(name);
      return html`<article id="${placeOf(name)}" class="part">
        <h3>${name}</h3>
        ${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}
        ${fieldsView(schema, LINKED)}
      </article>`;
    })}
  </section>`;
