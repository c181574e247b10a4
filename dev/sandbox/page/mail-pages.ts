import { html } from 'hono/html';
import type { MailTemplate } from '../../../src/contract/mail.ts';
import type { MailTexts } from '../../../src/emails/texts/mail-texts.ts';
import type { RenderedMail } from '../../../src/emails/rendering/render.ts';
import { CONCERN_TITLES, CONCERNS, mailOccasions, type MailOccasion } from '../../mails/occasions.ts';
import { CURRENT_VERSION_ID, policyVersion } from '../../../src/policy/versions.ts';
import type { Html } from '../../../src/web/parts/html.ts';
import { sentence } from '../../../src/wording/names.ts';
import { LANGUAGES, SCHEMES, wordingsOf } from '../../mails/preview.ts';

const OCCASIONS = occasions();

function occasions(): Readonly<Record<MailTemplate, MailOccasion>> {
  const version = policyVersion(CURRENT_VERSION_ID);
  if (version === undefined) throw new Error(`${CURRENT_VERSION_ID} is no policy version`);
  return mailOccasions(version);
}

// Sound: the record has a key for each template and no other.
const TEMPLATES = Object.keys(OCCASIONS) as readonly MailTemplate[];

/** All samples, in the order of the list. */
const ORDER = CONCERNS.flatMap((concern) =>
  TEMPLATES.filter((template) => OCCASIONS[template].concern === concern).flatMap(wordingsOf),
);

/** `choice_offered.not_in_time`: `Not in time`. */
const wordingName = (name: string): string =>
  sentence(name.slice(name.indexOf('.') + 1).replaceAll('-', '_'));

const templateOf = (name: string): MailTemplate | undefined =>
  TEMPLATES.find((template) => name.startsWith(`${template}.`));

const languageName = (language: string): string =>
  new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;

const address = (name: string, language: string): string =>
  `/mails/${name}${language === LANGUAGES[0] ? '' : `?language=${language}`}`;

/** Every mail with every wording, by what it is about. */
export function mailListPage(texts: MailTexts | undefined): Html {
  return html`<nav class="crumbs" aria-label="Where you are"><a href="/">All purchases</a></nav>
    <div class="hero">
      <h1>Every mail</h1>
      <p class="lead">
        What the service can write to a customer, with made-up purchases. Each wording opens as text and as a
        mail program shows it, on a light and on a dark screen.
        ${texts === undefined ? '' : 'The words are those of MAIL_TEXTS, as your customers get them.'}
      </p>
    </div>
    ${CONCERNS.map(
      (concern) =>
        html`<section class="previews" aria-labelledby="about-${concern}">
          <h2 id="about-${concern}">${CONCERN_TITLES[concern]}</h2>
          <ul>
            ${TEMPLATES.filter((template) => OCCASIONS[template].concern === concern).map(entry)}
          </ul>
        </section>`,
    )}`;
}

const entry = (template: MailTemplate): Html =>
  html`<li id="mail-${template}">
    <h3>${sentence(template)}</h3>
    <p class="meta">${OCCASIONS[template].when.replaceAll('`', '')}</p>
    <p class="wordings">
      ${wordingsOf(template).map((name) => html`<a href="/mails/${name}">${wordingName(name)}</a> `)}
    </p>
  </li>`;

/** One sample in one language. `undefined`: it is of no template. */
export function mailPage(name: string, language: string, mail: RenderedMail): Html | undefined {
  const template = templateOf(name);
  if (template === undefined) return undefined;
  const { when, to, clauses } = OCCASIONS[template];
  return html`<nav class="crumbs" aria-label="Where you are">
      <a href="/">All purchases</a> · <a href="/mails#mail-${template}">Every mail</a>
    </nav>
    <div class="hero">
      <p class="stage">${sentence(template)} · ${wordingName(name)}</p>
      <h1 id="subject" lang="${language}">${mail.subject}</h1>
      <p class="meta">
        To ${to}${clauses.length > 0 && html` · clause ${clauses.join(', ')}`}. ${when.replaceAll('`', '')}
      </p>
      ${
        LANGUAGES.length > 1 &&
        html`<p class="wordings">
          ${LANGUAGES.map((each) =>
            each === language
              ? html`<span aria-current="true">${languageName(each)}</span> `
              : html`<a href="${address(name, each)}" hreflang="${each}">${languageName(each)}</a> `,
          )}
        </p>`
      }
    </div>
    <div class="screens">
      ${SCHEMES.map(
        (scheme) =>
          html`<section aria-labelledby="${scheme}-title">
            <h2 id="${scheme}-title">On a ${scheme} screen</h2>
            <iframe
              src="/mails/${name}/html?language=${language}&amp;scheme=${scheme}"
              title="The mail on a ${scheme} screen"
              sandbox=""
            ></iframe>
          </section>`,
      )}
    </div>
    <section aria-labelledby="text-title">
      <h2 id="text-title">As plain text</h2>
      <pre id="text" tabindex="0" lang="${language}">${mail.text}</pre>
    </section>
    ${neighbours(name, language)}`;
}

function neighbours(name: string, language: string): Html {
  const at = ORDER.indexOf(name);
  const [before, after] = [ORDER[at - 1], ORDER[at + 1]];
  const link = (each: string, words: string): Html => {
    const template = templateOf(each);
    const title = template === undefined ? each : sentence(template);
    return html`<a href="${address(each, language)}">${words}: ${title} · ${wordingName(each)}</a>`;
  };
  return html`<nav class="neighbours" aria-label="Other mails">
    ${before !== undefined && link(before, 'Before')} ${after !== undefined && link(after, 'Next')}
  </nav>`;
}
