import type { html } from 'hono/html';

/** Escaped HTML: what a tagged template of hono makes. Everything that is put in is escaped. */
export type Html = ReturnType<typeof html>;
