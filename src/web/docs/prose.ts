import { html } from 'hono/html';
import type { Html } from '../parts/html.ts';

/** A text of the document: what is between backticks is code. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
