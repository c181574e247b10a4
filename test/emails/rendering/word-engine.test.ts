import { describe, expect, test } from 'vitest';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { CATALOGUES, isLanguage } from '../../../src/emails/texts/languages.ts';
import { CONTACTS, sampleMail, SAMPLES } from '../../../dev/mails/samples.ts';

// Outlook on Windows draws mails with Word. What Word knows of CSS, by kinds of properties and by elements:
// https://www.hteumeuleu.com/2020/outlook-rendering-engine/, after Microsoft's own description of Outlook 2007.
const CORE = [
  'color',
  'background-color',
  'font',
  'font-size',
  'font-weight',
  'text-decoration',
  'line-height',
  'border-collapse',
];
const MARGIN = ['margin'];
const FULL = ['width', 'padding', 'padding-left', 'border-left'];
/** What Word makes of each element that mails have. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  body: CORE,
  span: CORE,
  div: [...CORE, ...MARGIN],
  p: [...CORE, ...MARGIN],
  h1: [...CORE, ...MARGIN, ...FULL],
  table: [...CORE, ...MARGIN, ...FULL],
  td: [...CORE, ...MARGIN, ...FULL],
  ul: [...CORE, ...MARGIN, ...FULL],
  blockquote: [...CORE, ...MARGIN, ...FULL],
  a: CORE,
};
/** What Word does not know, and nobody misses there, each with why. */
const UNMISSED: readonly { element: string; property: string; why: string }[] = [
  { element: 'body', property: 'margin', why: 'a window has its own' },
  { element: 'body', property: 'padding', why: 'a window has its own' },
  { element: 'div', property: 'max-width', why: 'the table around it has a width' },
  { element: 'div', property: 'padding', why: 'the cell around it has it' },
  { element: 'div', property: 'overflow-wrap', why: 'Word breaks long words by itself' },
  { element: 'div', property: 'display', why: 'the preheader: mso-hide hides it' },
  { element: 'div', property: 'max-height', why: 'the preheader: mso-hide hides it' },
  { element: 'div', property: 'overflow', why: 'the preheader: mso-hide hides it' },
  { element: 'div', property: 'mso-hide', why: 'Word alone knows it' },
  { element: 'td', property: 'border-radius', why: 'its corners are square there' },
];
const ELEMENTS =
  'html head meta title style body div table tr td h1 p strong span br a ul li blockquote time bdi'.split(
    ' ',
  );

const pageOf = (id: string, page: string): string => `https://returns.example/purchases/${id}/${page}`;
const LANGUAGES = Object.keys(CATALOGUES).filter(isLanguage);

const CASES = LANGUAGES.flatMap((language) =>
  SAMPLES.flatMap(({ name, content }) =>
    [true, false].map((hasPages) => {
      const mail = sampleMail(content, { ...CONTACTS.vienna, locale: `${language}-AT` });
      const { html, text } = renderMail(mail, hasPages ? pageOf : undefined);
      return {
        name: `${name} in ${language}, ${hasPages ? 'with' : 'without'} a page`,
        hasPages,
        html,
        text,
      };
    }),
  ),
);

/** What is no comment, nor read by Word alone. */
const withoutConditions = (html: string): string => html.replaceAll(/<!--[\s\S]*?-->/g, '');
/** As Word reads it: what its conditions hold is part of the document. */
const asWordReads = (html: string): string =>
  html.replaceAll(/<!--\[if mso\]>([\s\S]*?)<!\[endif\]-->/g, '$1');

interface Tag {
  element: string;
  styles: Map<string, string>;
  attributes: string;
}

const tagsIn = (html: string): Tag[] =>
  [...html.matchAll(/<(\w+)((?:\s[^>]*)?)>/g)].map(([, element = '', attributes = '']) => {
    const [, style = ''] = /\bstyle="([^"]*)"/.exec(attributes) ?? [];
    const pairs = style
      .split(';')
      .filter((each) => each !== '')
      .map((each): [string, string] => {
        const at = each.indexOf(':');
        return [each.slice(0, at).trim(), each.slice(at + 1).trim()];
      });
    return { element, attributes, styles: new Map(pairs) };
  });

const textOf = (html: string): string =>
  html
    .replaceAll(/<head>[\s\S]*?<\/head>|<div style="display:none[\s\S]*?<\/div>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

describe.each(CASES)('$name', ({ html, text, hasPages }) => {
  const word = asWordReads(html);

  test('has only elements and styles that Word knows, or that nobody misses there', () => {
    const tags = tagsIn(withoutConditions(html));
    expect(
      [...new Set(tags.map(({ element }) => element))].filter((each) => !ELEMENTS.includes(each)),
    ).toEqual([]);
    const unknown = tags.flatMap(({ element, styles }) =>
      [...styles.keys()]
        .filter(
          (property) =>
            KNOWN[element]?.includes(property) !== true &&
            !UNMISSED.some((each) => each.element === element && each.property === property),
        )
        .map((property) => `${element} ${property}`),
    );
    expect([...new Set(unknown)]).toEqual([]);
    expect(html).not.toMatch(
      /flex|grid|position:|float:|background-image|background:|url\(|@import|calc\(|var\(/,
    );
  });

  test('gives Word a width, a font that it has, and a preheader that it hides', () => {
    const outer = word.indexOf('<table role="presentation" align="center" width="576"');
    expect([outer > 0, outer < word.indexOf('max-width:576px')]).toEqual([true, true]);
    expect(word.split('<table').length).toBe(word.split('</table>').length);
    expect(word.split('<td').length).toBe(word.split('</td>').length);
    expect(word).toContain("font-family: 'Segoe UI', Arial, sans-serif !important");
    const hidden = tagsIn(html).filter(({ styles }) => styles.get('display') === 'none');
    expect(hidden.map(({ styles }) => styles.get('mso-hide'))).toEqual(['all']);
  });

  test('needs no picture and no style sheet: without both it says each word that the text says', () => {
    const bare = textOf(withoutConditions(html));
    const said = new Set(wordsOf(bare));
    expect(wordsOf(text).filter((each) => !said.has(each))).toEqual([]);
    expect(html).not.toMatch(/<img|<svg|<picture|<link|<script|<form|<iframe|src=|background="/i);
  });

  test('shows the address of its one link as text too', () => {
    const bare = textOf(withoutConditions(html));
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, to = '']) => to);
    const [address = ''] = text.match(/https:\S+/g) ?? [];
    expect(links).toEqual(address === '' ? [] : [address]);
    expect(address === '' || bare.includes(address)).toBe(true);
    expect(address === '').toBe(!hasPages || !text.includes('https:'));
  });

  test('names both schemes, and has a dark colour for every class that it uses', () => {
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    const [, dark = ''] = /@media \(prefers-color-scheme: dark\) \{([\s\S]*?)\n\}/.exec(html) ?? [];
    const classes = [...withoutConditions(html).matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    for (const each of new Set(classes)) expect(dark).toContain(`.${each} {`);
    // A colour on a background of its own, or on that of the page: neither without the other.
    for (const { element, styles } of tagsIn(withoutConditions(html))) {
      if (element === 'body' || element === 'a') {
        expect([styles.has('color'), styles.has('background-color')]).toEqual([true, true]);
      }
    }
  });

  test('weighs less than 60 kB', () =>
    expect(Buffer.byteLength(html) + Buffer.byteLength(text)).toBeLessThan(60_000));
});

const COLOURS = /#[0-9a-f]{6}/g;

/** WCAG's ratio of two colours. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [brighter, darker] = [light(one), light(other)].toSorted((a, b) => b - a);
  return ((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

test('on a light and on a dark screen every text has a contrast of 4.5 at least', () => {
  const html =
    CASES.find(({ hasPages, html: each }) => hasPages && each.includes('class="panel"'))?.html ?? '';
  const [, dark = ''] = /@media \(prefers-color-scheme: dark\) \{([\s\S]*?)\n\}/.exec(html) ?? [];
  const inDark = (name: string): string[] =>
    (new RegExp(`\\.${name} \\{([^}]*)\\}`).exec(dark)?.[1] ?? '').match(COLOURS) ?? [];
  const inLight = (name: string): string[] =>
    (new RegExp(`class="${name}"[^>]*style="([^"]*)"`).exec(html)?.[1] ?? '').match(COLOURS) ?? [];
  for (const of of [inLight, inDark]) {
    const [page = '', text = ''] = of('page');
    const [panel = ''] = of('panel');
    const [faint = ''] = of('faint');
    const [button = '', label = ''] = of('button');
    const ratios = [
      [page, text],
      [page, faint],
      [panel, text],
      [panel, faint],
      [button, label],
    ].map(([one = '', other = '']) => contrast(one, other) >= 4.5);
    expect(ratios).toEqual([true, true, true, true, true]);
  }
});
