import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';

const PURCHASE = 'rehearsal-2';

/** A PNG of two by two pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAAC0lEQVQI12NgAAEAAAYAAWb0yWwAAAAASUVORK5CYII=',
  'base64',
);

export interface RunningApi {
  /** The image's files. */
  folder: string;
  /** The API's: keys are made in its container. */
  env: Readonly<Record<string, string>>;
  apiUrl: string;
  sandboxUrl: string;
}

/**
 * What a shop and a customer do with the API: a purchase is opened and gets a picture under a key, and the link in a mail that
 * came leads to a page with its style sheet. Answers in words what was seen. Throws if anything is otherwise.
 */
export async function useApi(api: RunningApi): Promise<string> {
  const { apiUrl, sandboxUrl } = api;
  const key = await keyOfAShop(api);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const bought = await fetch(`${sandboxUrl}/sandbox/purchases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ purchaseId: PURCHASE }),
  });
  const order = await bought.text();
  await answered(`${apiUrl}/v1/purchases/${PURCHASE}`, 201, { method: 'PUT', headers, body: order });
  await answered(`${apiUrl}/v1/purchases/${PURCHASE}/evidence`, 201, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'image/png', 'idempotency-key': 'rehearsal' },
    body: PICTURE,
  });

  const inbox = (await (await fetch(`${sandboxUrl}/sandbox/inbox`)).json()) as InboxMessage[];
  const link = /https?:\/\/\S+\/l\/[\w-]+/.exec(inbox[0]?.text ?? '')?.[0];
  if (link === undefined) throw new Error('The first mail has no link to the customer’s page.');
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const page = new URL(opened.headers.get('location') ?? '', link);
  const html = await answered(page.href, 200, { headers: { cookie } });
  if (!html.includes('You got your money back')) throw new Error('The page does not say what came of it.');
  const sheet = /<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/.exec(html)?.[1];
  if (sheet === undefined) throw new Error('The page names no style sheet.');
  await answered(new URL(sheet, page).href, 200);
  return 'a purchase opened, a picture kept, and the customer’s page behind the link of the mail';
}

async function keyOfAShop({ folder, env }: RunningApi): Promise<string> {
  const args = ['src/cli/main.js', 'key', 'create', 'shop', '--role', 'service'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  return stdout.trim();
}

async function answered(url: string, wanted: number, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.status === wanted) return text;
  throw new Error(`${new URL(url).pathname} was answered ${response.status}, not ${wanted}: ${text}`);
}
