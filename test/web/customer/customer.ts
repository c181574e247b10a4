import { workflowIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../../src/contract/purchase-order.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import { RIG_LINKS, type RunningRig } from '../../../dev/rig/rig.ts';
import type { TestApi } from '../api/served-api.ts';

/** A page as a browser without script shows it. */
export interface SeenPage {
  status: number;
  /** Where it was, after redirects. */
  path: string;
  headers: Headers;
  html: string;
  /** Words without markup. */
  text: string;
}

export interface Customer {
  /** Follows redirects, keeps cookies. */
  visit(path: string, init?: RequestInit): Promise<SeenPage>;
  /** One request, without following. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends the form of a page whose button has these words, filled in. */
  send(
    page: SeenPage,
    button: string,
    typed?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<SeenPage>;
  cookies: Map<string, { value: string; path: string }>;
}

/** The path of a link in a mail or an answer. Throws if it leads elsewhere than to our pages. */
export function pathOf(link: string): string {
  const url = new URL(link);
  if (url.origin !== RIG_LINKS.publicUrl) throw new Error(`${url.origin} is not where our pages are`);
  return url.pathname;
}

/** Somebody with a browser of their own. `origin`: where the pages are, as far as the browser knows. */
export function customerOf(api: Pick<TestApi, 'url'>, origin: string = RIG_LINKS.publicUrl): Customer {
  const cookies = new Map<string, { value: string; path: string }>();
  const fetchPath = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const sent = [...cookies]
      .filter(([, { path: of }]) => path === of || path.startsWith(`${of}/`))
      .map(([name, { value }]) => `${name}=${value}`);
    const response = await fetch(api.url + path, {
      ...init,
      redirect: 'manual',
      headers: { ...(sent.length > 0 ? { cookie: sent.join('; ') } : {}), ...(init.headers as object) },
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      const of = /path=([^;]+)/i.exec(each)?.[1] ?? '/';
      if (/max-age=0/i.test(each)) cookies.delete(name);
      else cookies.set(name, { value, path: of });
    }
    return response;
  };
  const visit = async (path: string, init: RequestInit = {}): Promise<SeenPage> => {
    const response = await fetchPath(path, init);
    const to = response.headers.get('location');
    if (to !== null) return visit(to);
    const html = await response.text();
    return { status: response.status, path, headers: response.headers, html, text: textOf(html) };
  };
  return {
    cookies,
    visit,
    fetch: fetchPath,
    async send(page, button, typed = {}, headers = {}) {
      const { action, method, fields } = formIn(page.html, button);
      const body = new URLSearchParams({ ...fields, ...typed });
      if (method === 'get') return visit(`${action}?${String(body)}`);
      return visit(action, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin,
          ...headers,
        },
        body: String(body),
      });
    },
  };
}

interface SentPicture {
  name?: string;
  type?: string;
  headers?: Record<string, string>;
  /** The words of the form's button. */
  button?: string;
}

/** Sends the picture as the form of the page does. */
export function sendPicture(
  customer: Customer,
  page: SeenPage,
  picture: Buffer | undefined,
  {
    name = 'a picture.png',
    type = 'image/png',
    headers = {},
    button = 'Upload this picture',
  }: SentPicture = {},
): Promise<SeenPage> {
  const { action, fields } = formIn(page.html, button);
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  if (picture === undefined) body.append('picture', new Blob([]), '');
  else body.append('picture', new Blob([new Uint8Array(picture)], { type }), name);
  return customer.visit(action, {
    method: 'POST',
    body,
    headers: { origin: RIG_LINKS.publicUrl, ...headers },
  });
}

/** Somebody whose browser has followed the link that the shop gets with the opening. */
export async function followedOpening(
  api: TestApi,
  order: PurchaseOrder,
): Promise<{ customer: Customer; link: string; first: SeenPage }> {
  const opened = await api.call('PUT', `/v1/purchases/${order.purchaseId}`, {
    key: api.keys.service,
    body: order,
  });
  const { customer: link } = opened.body['links'] as { customer: string };
  const customer = customerOf(api);
  return { customer, link, first: await customer.visit(pathOf(link)) };
}

/** The form of a page whose button has these words: where it goes, and what its hidden fields hold. */
export function formIn(
  html: string,
  button: string,
): { action: string; method: string; fields: Record<string, string> } {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((each) => buttonsIn(each).some((one) => textOf(one).includes(button)));
  if (form === undefined) throw new Error(`no form with the button ${button} among ${forms.length}`);
  const attribute = (tag: string, name: string): string =>
    unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  const tag = /<form[^>]*>/.exec(form)?.[0] ?? '';
  const pressed = /<button[^>]*>/.exec(buttonsIn(form).find((one) => textOf(one).includes(button)) ?? '');
  const name = attribute(pressed?.[0] ?? '', 'name');
  const hidden = (form.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []).map(
    (each) => [attribute(each, 'name'), attribute(each, 'value')] as const,
  );
  return {
    action: attribute(tag, 'action'),
    method: attribute(tag, 'method'),
    fields: {
      ...Object.fromEntries(hidden),
      ...(name === '' ? {} : { [name]: attribute(pressed?.[0] ?? '', 'value') }),
    },
  };
}

const buttonsIn = (form: string): string[] => form.match(/<button[\s\S]*?<\/button>/g) ?? [];

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The words of a page. */
export const textOf = (html: string): string =>
  unescaped(
    html
      .replaceAll(/<head[\s\S]*?<\/head>/g, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' '),
  ).trim();

/** All links in the mails of a purchase, the latest mail last. */
export const linksMailed = (rig: RunningRig, purchaseId: PurchaseId, template?: string): string[] =>
  rig.sandbox.inbox
    .messages()
    .filter(
      (mail) => mail.purchaseId === purchaseId && (template === undefined || mail.template === template),
    )
    .flatMap(({ text }) => text.match(/https:\/\/\S+/g) ?? []);

/** Everything that the server knows of a purchase's workflow: each event of its history. */
export async function eventsOf(rig: RunningRig, purchaseId: PurchaseId): Promise<string[]> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return (events ?? []).map((event) => JSON.stringify(event, inOrder));
}

/** The same in one text. */
export const historyOf = async (rig: RunningRig, purchaseId: PurchaseId): Promise<string> =>
  (await eventsOf(rig, purchaseId)).join('\n');

/** The server sends the keys of a map in any order. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
