import { textOf } from './customer.ts';

/** The content of a page, without what frames each of them. */
export const mainOf = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';

export const headingOf = (html: string): string => textOf(/<h1[\s\S]*?<\/h1>/.exec(html)?.[0] ?? '');

/** The words of the buttons, and of the links that look like one, which a page does not mark as second to another. */
export const primaryActsOn = (html: string): string[] =>
  [...mainOf(html).matchAll(/<(button|a)\b([^>]*)>([\s\S]*?)<\/\1>/g)]
    .filter(([, tag, attributes = '']) => tag === 'button' || /\bclass="button"/.test(attributes))
    .filter(([, , attributes = '']) => !/\bclass="[^"]*\bsecondary\b/.test(attributes))
    .map(([, , , words = '']) => textOf(words));
