import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { baseStyles } from '../../../../src/web/parts/base-styles.ts';

const fileBeside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The style sheet and the script that `layout` links to. */
export function pageAssets(): Hono {
  const css = `${baseStyles()}${fileBeside('page.css')}`;
  const script = fileBeside('live.js');
  const app = new Hono();
  app.get('/page.css', (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/live.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  return app;
}
