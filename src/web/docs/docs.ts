import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { baseStyles } from '../parts/base-styles.ts';
import { securityHeaders } from '../parts/security-headers.ts';
import { docsPage } from './docs-page.ts';

/** Whether the docs answer at this address. */
export const isOfDocs = (path: string): boolean => /^\/docs(?:[/?]|$)/.test(path);

const KEPT = { 'cache-control': 'public, max-age=300' };

/** The documentation of the HTTP API as a page: no script, and nothing from another host. */
export function docs(): Hono {
  const css = `${baseStyles()}${readFileSync(new URL('./docs.css', import.meta.url), 'utf8')}`;
  let page: Promise<string> | undefined;
  const app = new Hono();
  app.use(
    securityHeaders({
      allows: {
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    }),
  );
  app.get('/docs', async (c) => {
    page ??= Promise.resolve(docsPage()).then(String);
    return c.html(await page, 200, KEPT);
  });
  app.get('/docs/', (c) => c.redirect('/docs', 308));
  app.get('/docs/docs.css', (c) => c.body(css, 200, { ...KEPT, 'content-type': 'text/css; charset=utf-8' }));
  app.all('/docs/*', (c) => {
    const isThere = ['/docs', '/docs/', '/docs/docs.css'].includes(c.req.path);
    return isThere ? c.text('Allowed here: GET, HEAD.', 405, { allow: 'GET, HEAD' }) : c.notFound();
  });
  return app;
}
