import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { incomingFolder } from '../../src/evidence/incoming-folder.ts';
import type { S3Place, S3Times } from '../../src/evidence/s3-requests.ts';
import { s3Store } from '../../src/evidence/s3-store.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { listen } from '../../src/listening/listen.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export interface Asked {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Answers instead of the server, if it returns true. It then ends the answer, or never does. */
export type Trouble = (asked: Asked, response: ServerResponse) => boolean;

export interface SmallS3 {
  place: S3Place;
  asked: Asked[];
  objects: Map<string, Buffer>;
  trouble: { now: Trouble };
}

/** No secret of anybody. */
export const KEY = { keyId: 'AKIASMALL', secret: 'a-secret-that-nobody-may-see' };

/** Tries follow quickly; nothing that is fine takes as long. */
export const QUICK: S3Times = { tryMs: 2_000, pictureMs: 3_000, longestMs: 8_000, pauseMs: 5, settleMs: 100 };

export const refusal = (response: ServerResponse, status: number, code: string): true => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><AWSAccessKeyId>${KEY.keyId}</AWSAccessKeyId></Error>`,
  );
  return true;
};

/**
 * As much of S3 as a store of evidence needs, to go wrong as no real one does when it is asked to. `condition`: what it makes of
 * If-None-Match. `atEnd`: has the server closed when it is over; default: with the test.
 */
export async function smallS3(
  condition: 'ignored' | 'unknown' = 'ignored',
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
): Promise<SmallS3> {
  const asked: Asked[] = [];
  const objects = new Map<string, Buffer>();
  const written = new Map<string, Date>();
  const trouble: SmallS3['trouble'] = { now: () => false };
  const answer = (request: Asked, response: ServerResponse): unknown => {
    const { pathname, searchParams } = new URL(request.path, 'http://small');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    if (key === '') return response.end(listing(searchParams));
    switch (request.method) {
      case 'PUT':
        if (condition === 'unknown' && 'if-none-match' in request.headers) {
          return refusal(response, 501, 'NotImplemented');
        }
        objects.set(key, request.body);
        written.set(key, new Date());
        return response.end();
      case 'DELETE':
        objects.delete(key);
        response.statusCode = 204;
        return response.end();
      default: {
        const object = objects.get(key);
        return object === undefined ? refusal(response, 404, 'NoSuchKey') : response.end(object);
      }
    }
  };
  const listing = (query: URLSearchParams): string => {
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter(
      (key) => key.startsWith(query.get('prefix') ?? '') && key > after,
    );
    const shown = keys.toSorted().slice(0, Number(query.get('max-keys')));
    const last = shown.at(-1) ?? '';
    const rest = keys.length > shown.length;
    const contents = shown.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${(written.get(key) ?? new Date()).toISOString()}</LastModified></Contents>`,
    );
    const next = rest ? `<NextContinuationToken>${last}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${rest}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  };
  const server = createServer((incoming, response) => {
    void (async () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: await buffer(incoming) };
      asked.push(request);
      if (!trouble.now(request, response)) answer(request, response);
    })();
  });
  const { port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  atEnd(close);
  const place = {
    ...KEY,
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'pictures',
    prefix: 'evidence/',
    region: 'eu-central-1',
  };
  return { place, asked, objects, trouble };
}

/** A store there, with its files in the making in a folder of its own. */
export async function storeOn(
  { place }: Pick<SmallS3, 'place'>,
  times: S3Times = QUICK,
): Promise<{ store: EvidenceStore; incoming: string }> {
  const incoming = temporaryFolder();
  return { store: await s3Store(place, incomingFolder(incoming), times), incoming };
}
