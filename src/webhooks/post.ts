import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { PrivateRanges } from './private-ranges.ts';
import { allowedLookup, AddressNotAllowed, hostAddress, isAllowed } from './address.ts';
import { present } from '../contract/present.ts';

/** One try in all: looking the name up, connecting, sending, and the answer. */
export const TRY_MS = 20_000;
const IDLE_CONNECTIONS_PER_HOST = 5;
/** Nothing of an answer is used but its status, so no more is read. */
const LARGEST_ANSWER_BYTES = 65_536;

/** What came of one try. `error`: a code, without an address or words of the receiver. */
export type Posted = { status: number; retryAfterMs?: number } | { error: string };

/** Whether the receiver has it: a status of 2xx. */
export const hasArrived = (posted: Posted): posted is Extract<Posted, { status: number }> =>
  'status' in posted && posted.status >= 200 && posted.status < 300;

export interface Poster {
  post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<Posted>;
  close(): void;
}

export interface PosterOptions {
  /** Default: 20 s. */
  tryMs?: number;
  /** Default: those of the system. */
  nameServers?: readonly string[];
  /** Whose certificates are trusted. Default: those that Node trusts, with those of NODE_EXTRA_CA_CERTS. */
  ca?: string;
}

/** Sends webhooks. Follows no redirect, and connects only to addresses that are allowed. */
export function poster(
  ranges: PrivateRanges,
  { tryMs = TRY_MS, nameServers, ca }: PosterOptions = {},
): Poster {
  const options = { keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS_PER_HOST, timeout: tryMs };
  const https = new HttpsAgent({ ...options, ...present({ ca }) });
  const http = new HttpAgent(options);

  function send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    answered: (answer: IncomingMessage) => void,
    failed: (error: Error) => void,
  ): void {
    const isHttps = url.protocol === 'https:';
    const literal = hostAddress(url);
    // An address is not looked up, so it is judged here.
    if (literal !== undefined && !isAllowed(literal, ranges, isHttps)) return failed(new AddressNotAllowed());
    const lookup = allowedLookup(ranges, { isHttps, nameServers });
    const common = { method: 'POST', headers, lookup, signal: AbortSignal.timeout(tryMs) };
    const request = isHttps
      ? httpsRequest(url, { ...common, agent: https })
      : httpRequest(url, { ...common, agent: http });
    request.on('response', answered).on('error', failed).end(body);
  }

  return {
    post: (address, headers, body) =>
      new Promise((resolve) => {
        const url = new URL(address);
        const failed = (error: Error): void => resolve({ error: codeOf(error) });
        // The status is the answer. What follows it is only read so that the connection can be used again.
        const answered = (answer: IncomingMessage): void => {
          resolve(postedOf(answer));
          let size = 0;
          answer.on('error', () => undefined);
          answer.on('data', (chunk: Buffer) => {
            size += chunk.byteLength;
            if (size > LARGEST_ANSWER_BYTES) answer.destroy();
          });
        };
        send(url, { ...headers, 'content-length': String(body.byteLength) }, body, answered, failed);
      }),
    close() {
      https.destroy();
      http.destroy();
    },
  };
}

function postedOf({ statusCode = 0, headers }: IncomingMessage): Posted {
  const retryAfterMs = retryAfterOf(headers['retry-after']);
  return { status: statusCode, ...present({ retryAfterMs }) };
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function codeOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,60}$/.test(code) ? code : 'no_connection';
}
