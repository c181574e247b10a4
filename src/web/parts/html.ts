import type { html } from 'hono/html';

/** HTML made by a tagged template of hono, which escapes everything that is put in. */
export type Html = ReturnType<typeof html>;
