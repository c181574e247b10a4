import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PurchaseId } from '../../../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../../../src/contract/status.ts';
import type { Rig } from '../../../../dev/rig/rig.ts';
import { settled } from '../../../../dev/sandbox/page/purchase-on-page.ts';
import { startSandboxPage } from '../../../../dev/sandbox/page/start-page.ts';
import { freePorts } from '../../../../src/listening/free-ports.ts';
import { customerLinkOf } from '../../../../dev/sandbox/page/customer-link.ts';
import { evidenceIn } from '../../../evidence/kept-evidence.ts';
import { servedApi } from '../../../web/api/served-api.ts';
import { customerOf, type Customer, type SeenPage } from '../../../web/customer/customer.ts';
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
  /** Where the customers' pages are. */
  customers: string;
  /** The customer of a purchase, in a browser of their own, by the click on the sandbox's page. */
  asCustomer(purchaseId: PurchaseId): Promise<Customer>;
  /** Acts on the customer's own page: answers the question, reads what follows, and presses the button. */
  act(purchaseId: PurchaseId, act: CustomerAct): Promise<SeenPage>;
  /** Buys by the form with its defaults. */
  buy(fields?: Record<string, string>): Promise<PurchaseId>;
  statusOf(purchaseId: PurchaseId): Promise<PurchaseStatus>;
  stop(): Promise<void>;
}

const CHOICES = { service: 'Telegram', country: 'GB', price: '149 EUR', policyVersion: '2026-01' };

/** One act on the customer's own page. */
export interface CustomerAct {
  /** E.g. `claim/broken`. */
  page: string;
  typed: Record<string, string>;
  /** The button that does it. */
  button: string;
}

/** The acts of the customers' pages. `kind` of a claim: `no-code`, `not-working` or `broken`. */
export const ACTS = {
  claim: (kind: string, reason: string): CustomerAct => ({
    page: `claim/${kind}`,
    typed: { reason },
    button: 'File the claim',
  }),
  withdrawal: { page: 'withdrawal', typed: {}, button: 'Withdraw my claim' },
  grant: { page: 'access', typed: { granted: 'yes' }, button: 'Allow access' },
  refuse: { page: 'access', typed: { granted: 'no' }, button: 'Refuse access and end my claim' },
  dispute: (reason: string): CustomerAct => ({ page: 'dispute', typed: { reason }, button: 'Send this' }),
  refund: { page: 'choice', typed: { remedy: 'refund' }, button: 'Take my money back' },
  replacement: { page: 'choice', typed: { remedy: 'replacement' }, button: 'Take a new number' },
} as const;

/** A shop, a mail server, a worker, the customers' pages and the page on the test run's server. Stop it afterwards. */
export async function pageRig(options: { timeSkipping?: boolean } = {}): Promise<PageRig> {
  const [port = 0] = await freePorts(1);
  const customers = `http://127.0.0.1:${port}`;
  const links = { publicUrl: customers, secret: Buffer.alloc(32, 'links of the sandbox') };
  const rig = await testRig({ links });
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-pictures-'));
  const evidenceKeeping = await evidenceIn(rig.ledger, folder);
  await servedApi(rig, { pages: links, port, evidenceKeeping });
  const { sandbox, returns, temporal, namespace } = rig;
  const customerLink = customerLinkOf(rig, links);
  const parts = {
    sandbox,
    returns,
    temporal,
    namespace,
    customerLink,
    timeSkipping: true,
    port: 0,
    ...options,
  };
  const sandboxParts = { ...parts, service: temporal.workflowService };
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
  const asCustomer = async (purchaseId: PurchaseId): Promise<Customer> => {
    const answer = await fetch(`${url}/purchases/${purchaseId}/as-customer`, { redirect: 'manual' });
    const link = answer.headers.get('location');
    if (link === null) throw new Error(`${purchaseId} has no page of its customer`);
    const customer = customerOf({ url: customers }, customers);
    await customer.visit(new URL(link).pathname);
    return customer;
  };
  return {
    rig,
    url,
    customers,
    asCustomer,
    async act(purchaseId, { page: path, typed, button }) {
      const customer = await asCustomer(purchaseId);
      const question = await customer.visit(`/purchases/${purchaseId}/${path}`);
      const done = await customer.send(await customer.send(question, 'Continue', typed), button);
      await settled(sandboxParts, purchaseId);
      return done;
    },
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
      evidenceKeeping.stop();
      await rig.stop();
      rmSync(folder, { recursive: true, force: true });
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
