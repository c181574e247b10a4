import { Unavailable, UnexpectedAnswer, type OrderCall } from './broken-calls.ts';
import { readRetryAfter } from './retry-after.ts';
import { present } from '../contract/present.ts';

/** The longest body that is read, in bytes. The port's answers are far smaller. */
export const LONGEST_BODY_BYTES = 64 * 1024;

export interface ShopAddress {
  /** Base address, without a slash at its end. */
  url: string;
  token: string;
  /** For the whole exchange, the body included. */
  timeoutMs: number;
  fetch: typeof fetch;
}

interface LookUp {
  call: OrderCall;
  path: string;
}

/** A write, with its idempotency key. */
interface Act extends LookUp {
  key: string;
  body?: object;
}

/** Asks once, with GET. `null`: 404. Throws `Unavailable` or `UnexpectedAnswer`. */
export async function lookUp(shop: ShopAddress, question: LookUp): Promise<Record<string, unknown> | null> {
  const response = await send(shop, question);
  if (response.status !== 404) return readAnswer(shop, question.call, response);
  await discard(response);
  return null;
}

/** Asks once, with POST. Throws `Unavailable` or `UnexpectedAnswer`; the act may have happened all the same. */
export async function act(shop: ShopAddress, question: Act): Promise<Record<string, unknown>> {
  return readAnswer(shop, question.call, await send(shop, question));
}

async function send(shop: ShopAddress, question: LookUp & Partial<Act>): Promise<Response> {
  const { call, path, key, body } = question;
  try {
    return await shop.fetch(`${shop.url}${path}`, {
      method: key === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${shop.token}`,
        ...present({
          'idempotency-key': key,
          'content-type': body === undefined ? undefined : 'application/json',
        }),
      },
      ...present({ body: body && JSON.stringify(body) }),
      // A redirected POST may become a GET, and the token must not travel to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(shop.timeoutMs),
    });
  } catch (error) {
    throw new Unavailable(call, whyNoAnswer(error, shop.timeoutMs));
  }
}

async function readAnswer(
  shop: ShopAddress,
  call: OrderCall,
  response: Response,
): Promise<Record<string, unknown>> {
  if (!response.ok) {
    await discard(response);
    throw refusedStatus(call, response);
  }
  const answer = parsed(await readText(shop, call, response));
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return { ...answer };
  throw new UnexpectedAnswer(call, `the body of status ${response.status} is not a JSON object`);
}

/** Frees the connection. */
const discard = (response: Response): Promise<void> | undefined =>
  response.body?.cancel().catch(() => undefined);

/** 401 and 403 end when the token is corrected, so they count as no answer; so do 408, 429 and every 5xx. */
function refusedStatus(call: OrderCall, { status, headers }: Response): Error {
  const canChange = status >= 500 || [401, 403, 408, 429].includes(status);
  if (!canChange) return new UnexpectedAnswer(call, `status ${status}, instead of 200`);
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now());
  return new Unavailable(call, `status ${status}`, { retryAfterMs });
}

/** Only the system's code: the message of a fetch error can quote headers. */
function whyNoAnswer(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `none within ${timeoutMs} ms`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection failed';
}

async function readText(shop: ShopAddress, call: OrderCall, response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the rest of the body.
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > LONGEST_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new Unavailable(call, whyNoAnswer(error, shop.timeoutMs));
  }
  if (bytes > LONGEST_BODY_BYTES) {
    throw new UnexpectedAnswer(call, `the body is longer than ${LONGEST_BODY_BYTES} bytes`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UnexpectedAnswer(call, 'the body is not UTF-8');
  }
}

/** `undefined`, which no JSON text has as its value, if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
