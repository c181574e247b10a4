import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Send } from './ask-once.ts';

/** The field that a shop does not know yet. */
export const UNKNOWN_FIELD = 'checkShop';

/** Sends the whole request and closes the connection without waiting for the answer. */
export const cutAfterSending: Send = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = Object.fromEntries(new Headers(init?.headers));
  const request = start(url, { method: init?.method, headers, agent: false });
  const sent = once(request, 'finish', { signal: init?.signal ?? undefined });
  request.end(init?.body ?? undefined);
  await sent;
  // What comes after it is the end of the connection, which is an error to the request.
  request.on('error', () => undefined);
  request.destroy();
  throw new TypeError('cut', { cause: Object.assign(new Error('cut'), { code: 'the connection was cut' }) });
};

/** Sends a field more in every body. */
export const withUnknownField: Send = (input, init) => {
  if (typeof init?.body !== 'string') return fetch(input, init);
  const body = JSON.stringify({ ...JSON.parse(init.body), [UNKNOWN_FIELD]: 'a field of a later version' });
  return fetch(input, { ...init, body });
};

export const withoutToken: Send = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.delete('authorization');
  return fetch(input, { ...init, headers });
};

export const withWrongToken: Send = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', 'Bearer not-the-token');
  return fetch(input, { ...init, headers });
};
