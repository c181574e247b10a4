import { readFileSync } from 'node:fs';

/** Comes before the style sheet of each page. */
export const baseStyles = (): string => readFileSync(new URL('./base.css', import.meta.url), 'utf8');
