import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { SECOND_MS } from '../policy/duration.ts';
import { StoreUnavailable } from './store.ts';

/** A bucket, or a part of one, and who asks. */
export interface S3Place {
  /** The store's address. `{bucket}` in its name stands for the bucket; without it the bucket begins the path. */
  endpoint: string;
  bucket: string;
  /** What all names begin with: empty, or with a slash at its end. */
  prefix: string;
  region: string;
  keyId: string;
  secret: string;
}

export interface S3Times {
  /** How long one try may take, to the end of the answer. */
  tryMs: number;
  /** And one that carries a picture. */
  pictureMs: number;
  /** How long all tries together may take. */
  longestMs: number;
  /** The pause before the second try, at most. Twice as long before the third. */
  pauseMs: number;
  /** How long after a mark was written it is read: until then another one may have overwritten it. */
  settleMs: number;
}

export const S3_TIMES: S3Times = {
  tryMs: 8 * SECOND_MS,
  pictureMs: 20 * SECOND_MS,
  longestMs: 30 * SECOND_MS,
  pauseMs: 300,
  settleMs: SECOND_MS,
};

const TRIES = 3;

/** The most that is read of an answer that is no picture. */
const MOST_ANSWER_BYTES = 4_000_000;

/** What is sent. The store compares it with the checksum in the signed headers, and keeps nothing else. */
export type S3Body = { text: string } | { path: string; bytes: number; sha256: string };

export interface S3Request {
  method: 'GET' | 'PUT' | 'DELETE';
  /** The name of an object. Absent: the bucket itself. */
  key?: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: S3Body;
  /** Whether a picture comes or goes with it. */
  carriesPicture?: boolean;
}

/** `refused`: the store's own code for why not, or `http_` and the status. The same request would be refused again. */
export type S3Answer<T> = { done: T } | { refused: string };

export interface S3Requests {
  /**
   * Asks the store, up to three times while it is away or says that it is busy, and hands its answer to `read`, whose work
   * is part of the try. Throws `StoreUnavailable`.
   */
  ask: <T>(
    request: S3Request,
    read: (answer: Response, signal: AbortSignal) => Promise<T>,
  ) => Promise<S3Answer<T>>;
}

export function s3Requests(place: S3Place, times: S3Times): S3Requests {
  const { keyId: accessKeyId, secret: secretAccessKey, region } = place;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  const base = baseOf(place);

  const tryOnce = async <T>(
    request: S3Request,
    signal: AbortSignal,
    read: (answer: Response, signal: AbortSignal) => Promise<T>,
  ): Promise<Tried<T>> => {
    const { method, key, query = {}, headers = {}, body } = request;
    const url = new URL(base);
    if (key !== undefined) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sent = sentBody(body);
    try {
      const signed = await client.sign(url.href, {
        method,
        headers: { ...headers, ...sent.headers },
        ...(sent.stream && { body: sent.stream, duplex: 'half' }),
        // Nothing signed goes anywhere else.
        redirect: 'manual',
        signal,
      });
      const answer = await fetch(signed);
      if (answer.ok) return { done: await read(answer, signal) };
      const refused = codeIn(await boundedText(answer)) ?? `http_${answer.status}`;
      const mayPass = answer.status === 429 || (answer.status >= 500 && answer.status !== 501);
      return mayPass || refused === 'RequestTimeout' ? { away: refused } : { refused };
    } catch (error) {
      return { away: signal.aborted ? 'timeout' : codeBehind(error) };
    } finally {
      sent.end();
    }
  };

  return {
    ask: async (request, read) => {
      const until = performance.now() + times.longestMs;
      for (let tries = 1; ; tries += 1) {
        const mayTakeMs = request.carriesPicture === true ? times.pictureMs : times.tryMs;
        const tried = await withinTime(Math.min(mayTakeMs, until - performance.now()), (signal) =>
          tryOnce(request, signal, read),
        );
        if (!('away' in tried)) return tried;
        const pauseMs = times.pauseMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
        if (tries === TRIES || performance.now() + pauseMs >= until) throw new StoreUnavailable(tried.away);
        await delay(pauseMs);
      }
    },
  };
}

/** What an answer has brought, where there has to be one. Throws `StoreUnavailable`. */
export function doneOf<T>(answer: S3Answer<T>): T {
  if ('done' in answer) return answer.done;
  throw new StoreUnavailable(answer.refused);
}

/** For requests whose answer says nothing. */
export const nothingRead = async (answer: Response): Promise<void> => void (await boundedText(answer));

/** The text of an answer. Throws if it is longer than any should be. */
export async function boundedText({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength;
    if (bytes > MOST_ANSWER_BYTES) throw new StoreUnavailable('unexpected_answer');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

type Tried<T> = S3Answer<T> | { away: string };

function baseOf({ endpoint, bucket }: S3Place): string {
  const inName = endpoint.includes('{bucket}');
  const url = new URL(endpoint.replace('{bucket}', bucket));
  const path = url.pathname.replace(/\/$/, '');
  url.pathname = inName ? path : `${path}/${bucket}`;
  return url.href.replace(/\/$/, '');
}

interface SentBody {
  headers: Record<string, string>;
  stream?: ReadableStream<Uint8Array>;
  end: () => void;
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

function sentBody(body: S3Body | undefined): SentBody {
  if (body === undefined) return { headers: { 'x-amz-content-sha256': sha256Of('') }, end: () => undefined };
  const isFile = 'path' in body;
  const file = isFile ? createReadStream(body.path) : Readable.from([Buffer.from(body.text)]);
  return {
    headers: {
      'content-length': String(isFile ? body.bytes : Buffer.byteLength(body.text)),
      // A browser that reaches the bucket by another way shows nothing.
      'content-type': 'application/octet-stream',
      'x-amz-content-sha256': isFile ? body.sha256 : sha256Of(body.text),
    },
    // Sound: the stream of Node's own `node:stream/web` is the one that its `fetch` reads.
    stream: Readable.toWeb(file) as ReadableStream<Uint8Array>,
    end: () => void file.destroy(),
  };
}

/** Ends what takes too long, and does not wait for its end. */
async function withinTime<T>(ms: number, act: (signal: AbortSignal) => Promise<Tried<T>>): Promise<Tried<T>> {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Tried<T>>((resolve) => {
    timer = setTimeout(() => {
      ended.abort();
      resolve({ away: 'timeout' });
    }, ms);
  });
  try {
    return await Promise.race([act(ended.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Only the code of the store's answer: the rest names the key's id and what was signed. */
const codeIn = (xml: string): string | undefined => /<Code>([A-Za-z][\w.]{0,63})<\/Code>/.exec(xml)?.[1];

/** `fetch` has the system's code only in the cause of its error. */
function codeBehind(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(each.code)) {
      return each.code;
    }
    if (each instanceof StoreUnavailable) return each.code;
  }
  return 'unknown';
}
