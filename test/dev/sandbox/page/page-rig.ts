import type { PurchaseId } from '../../../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../../../src/contract/status.ts';
import type { Rig } from '../../../../dev/rig/rig.ts';
import { startSandboxPage } from '../../../../dev/sandbox/page/start-page.ts';
import { testRig } from '../../../workflows/test-rig.ts';

/** What a browser without script sees after a form: the redirect is followed. */
export interface Seen {
  /** Of the answer to the form itself. */
  status: number;
  /** Where it led, without the query. */
  path: string;
  text: string;
}

export interface PageRig {
  rig: Rig;
  url: string;
  get(path: string): Promise<Response>;
  text(path: string): Promise<string>;
  post(path: string, fields?: Record<string, string>): Promise<Seen>;
  /** Buys by the form with its defaults. */
  buy(fields?: Record<string, string>): Promise<PurchaseId>;
  statusOf(purchaseId: PurchaseId): Promise<PurchaseStatus>;
  stop(): Promise<void>;
}

const CHOICES = { service: 'Telegram', country: 'GB', price: '149 EUR', policyVersion: '2026-01' };

/** A shop, a mail server, a worker and the page on the test run's server. Stop it afterwards. */
export async function pageRig(options: { timeSkipping?: boolean } = {}): Promise<PageRig> {
  const rig = await testRig();
  const { sandbox, returns, temporal, namespace } = rig;
  const parts = { sandbox, returns, temporal, namespace, timeSkipping: true, port: 0, ...options };
  const page = await startSandboxPage(parts);
  const { url } = page;
  const get = (path: string): Promise<Response> => fetch(`${url}${path}`);
  const text = async (path: string): Promise<string> => (await get(path)).text();
  const post = async (path: string, fields: Record<string, string> = {}): Promise<Seen> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: url },
      redirect: 'manual',
    });
    const location = answer.headers.get('location');
    if (location === null) return { status: answer.status, path, text: await answer.text() };
    return { status: answer.status, path: location.replace(/\?.*/, ''), text: await text(location) };
  };
  return {
    rig,
    url,
    get,
    text,
    post,
    async buy(fields = {}) {
      const { path } = await post('/purchases', { ...CHOICES, ...fields });
      return path.replace('/purchases/', '');
    },
    async statusOf(purchaseId) {
      const found = await returns.status(purchaseId);
      if (!found.found) throw new Error(`${purchaseId} is not known`);
      return found.status;
    },
    async stop() {
      await page.stop();
      await rig.stop();
    },
  };
}

/** The requests that a page offers, by the names of their forms. */
export const offeredOn = (text: string): string[] =>
  [...text.matchAll(/<form[^>]*id="form-([\w-]+)"/g)].flatMap(([, key]) => key ?? []);

/** The words of one element, by its id, without tags and double spaces. */
export function wordsOf(text: string, id: string): string {
  const from = text.indexOf(`id="${id}"`);
  if (from < 0) return '';
  const [, name = ''] = /<(\w+)[^<]*$/.exec(text.slice(0, from)) ?? [];
  const inner = text.slice(text.indexOf('>', from) + 1);
  return inner
    .slice(0, inner.search(new RegExp(`</${name}\\s*>`)))
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
