import { textOf } from './customer.ts';
import { headingOf, mainOf, primaryActsOn } from './shown-acts.ts';

/** An instant as a page shows it. */
export interface ShownInstant {
  at: string;
  local: string;
  utc: string | undefined;
}

const INSTANT = /<time datetime="([^"]*)">([^<]*)<\/time>(?:<small class="utc">([^<]*)<\/small>)?/g;

export const instantsOn = (html: string): ShownInstant[] =>
  [...html.matchAll(INSTANT)].map(([, at = '', local = '', utc]) => ({
    at,
    local,
    utc: utc?.replaceAll(/\s+/g, ' ').trim(),
  }));

/** The words, with each instant as the page names it for programs: `⟨2026-03-01T10:00:00.000Z⟩`. */
const wordsOf = (html: string): string => textOf(html.replaceAll(INSTANT, '⟨$1⟩'));

const allOf = (html: string, tag: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>[\\s\\S]*?</${tag}>`, 'g'))].map(([each]) => wordsOf(each));

const oneOf = (html: string, pattern: RegExp): string => pattern.exec(html)?.[0] ?? '';

/** What the page of a purchase answers, by the question. */
export function readPage(html: string) {
  const main = mainOf(html);
  const next = oneOf(main, /<section class="next"[\s\S]*?<\/section>/).replace(
    /<span class="left"[\s\S]*?<\/span>/,
    '',
  );
  return {
    whichNumber: wordsOf(oneOf(main, /<p class="about">[\s\S]*?<\/p>/)),
    heading: headingOf(html),
    alert: wordsOf(oneOf(main, /<div class="alert" role="alert">[\s\S]*?<\/div>/)),
    money: wordsOf(oneOf(main, /<p id="money"[\s\S]*?<\/p>/)),
    clause: /^Clause (\w+), ./.exec(wordsOf(oneOf(main, /<p id="money-clause"[\s\S]*?<\/p>/)))?.[1] ?? '',
    acts: primaryActsOn(html),
    next: allOf(next, 'p'),
    others: allOf(oneOf(main, /<ul class="others"[\s\S]*?<\/ul>/), 'li'),
    nothing: allOf(main, 'p').filter((words) => words.startsWith('There is nothing')),
    latest: allOf(oneOf(main, /<ol class="story">[\s\S]*?<\/ol>/), 'h3')[0] ?? '',
  };
}
