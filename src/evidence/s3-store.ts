import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Incoming } from './incoming-folder.ts';
import { readS3Listing } from './s3-listing.ts';
import { boundedText, doneOf, nothingRead, S3_TIMES, s3Requests } from './s3-requests.ts';
import type { S3Place, S3Times } from './s3-requests.ts';
import { StoreUnavailable, type EvidenceStore, type KeptFile } from './store.ts';
import { orUnavailable } from './store-errors.ts';

/** The object that says whose ledger names the pictures. */
export const OWNER_OBJECT = 'ledger';

/** As many as a store lists at a time. */
const LISTED_AT_ONCE = 1_000;

/** How often the mark of the owner is looked for while others write it at the same moment. */
const MOST_LOOKS = 5;

/**
 * Pictures in a bucket of a store that speaks S3: `kept/` has them. Those in the making are on this machine, in `incoming`.
 * Throws `StoreUnavailable` if the store does not let this key list, write, read and remove, or the bucket is not there.
 */
export async function s3Store(
  place: S3Place,
  incoming: Incoming,
  times: S3Times = S3_TIMES,
): Promise<EvidenceStore> {
  const { ask } = s3Requests(place, times);
  const kept = `${place.prefix}kept/`;
  const ownerKey = `${place.prefix}${OWNER_OBJECT}`;

  const listed = async (after: string | undefined, most: number) => {
    const query = {
      'list-type': '2',
      prefix: kept,
      'max-keys': String(most),
      ...(after !== undefined && { 'continuation-token': after }),
    };
    const listing = readS3Listing(doneOf(await ask({ method: 'GET', query }, boundedText)));
    if (listing === undefined || (listing.next !== undefined && listing.next === after)) {
      throw new StoreUnavailable('unexpected_answer');
    }
    return listing;
  };
  const textIn = async (key: string): Promise<string | undefined> => {
    const answer = await ask({ method: 'GET', key }, boundedText);
    return 'refused' in answer && answer.refused === 'NoSuchKey' ? undefined : doneOf(answer);
  };
  const removeKey = async (key: string): Promise<void> => {
    const answer = await ask({ method: 'DELETE', key }, nothingRead);
    if ('refused' in answer && answer.refused !== 'NoSuchKey') throw new StoreUnavailable(answer.refused);
  };

  /** Marks the files as those of a ledger, unless they are marked already. */
  const mark = async (text: string): Promise<void> => {
    const request = { method: 'PUT', key: ownerKey, body: { text } } as const;
    const answer = await ask({ ...request, headers: { 'if-none-match': '*' } }, nothingRead);
    if ('done' in answer) return;
    switch (answer.refused) {
      // Somebody else has written it, or does so at this moment.
      case 'PreconditionFailed':
      case 'ConditionalRequestConflict':
      case 'http_412':
      case 'http_409':
        return;
      // A store that does not know the condition.
      case 'NotImplemented':
      case 'http_501':
        doneOf(await ask(request, nothingRead));
        return;
      default:
        throw new StoreUnavailable(answer.refused);
    }
  };

  const store: Omit<EvidenceStore, 'keepsRemoved'> = {
    ...incoming,
    async keep(path, name) {
      const file = await orUnavailable(() => sumOf(path));
      const body = { path, ...file };
      doneOf(await ask({ method: 'PUT', key: kept + name, body, carriesPicture: true }, nothingRead));
      await incoming.dropFile(path);
    },
    async read(name) {
      // Read whole before the first byte is handed on: so a store that breaks off in between is an error, and a slow reader holds no
      // connection to it.
      const request = { method: 'GET', key: kept + name, carriesPicture: true } as const;
      const answer = await ask(request, (got, signal) => intoFile(got, incoming, signal));
      if ('refused' in answer && answer.refused === 'NoSuchKey') return undefined;
      const path = doneOf(answer);
      try {
        return (await orUnavailable(() => open(path, 'r'))).createReadStream();
      } finally {
        // Who has it open reads it to its end.
        await incoming.dropFile(path);
      }
    },
    remove: (name) => removeKey(kept + name),
    async *list() {
      let after: string | undefined;
      do {
        const { objects, next } = await listed(after, LISTED_AT_ONCE);
        const files = objects.flatMap(({ key, modified }): KeptFile[] => {
          const name = key.slice(kept.length);
          return key.startsWith(kept) && /^[\w.-]+$/.test(name) ? [{ name, keptAt: modified }] : [];
        });
        if (files.length > 0) yield files;
        after = next;
      } while (after !== undefined);
    },
    async belongsTo(ledgerIdentity) {
      for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
        const owner = await textIn(ownerKey);
        if (owner !== undefined) return owner === ledgerIdentity;
        await mark(ledgerIdentity);
        // A store may ignore the condition, or not know it: then the last one of those that write at the same moment has the
        // files, and all of them find that out now.
        await delay(times.settleMs);
      }
      throw new StoreUnavailable('ConditionalRequestConflict');
    },
  };

  await incoming.dropFile(await incoming.newFile());
  await listed(undefined, 1);
  // Among the files, so that one that is left over is found and removed as theirs are.
  const probe = kept + randomBytes(16).toString('hex');
  const keepsRemoved = doneOf(await ask({ method: 'PUT', key: probe, body: { text: probe } }, hasVersions));
  const found = await textIn(probe);
  await removeKey(probe);
  if (found !== probe) throw new StoreUnavailable('unexpected_answer');
  return { ...store, keepsRemoved };
}

/** Whether what was written is a version of an object. Where versions are suspended its name is `null`. */
async function hasVersions(answer: Response): Promise<boolean> {
  await nothingRead(answer);
  return ![null, 'null'].includes(answer.headers.get('x-amz-version-id'));
}

async function sumOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const { size: bytes } = await stat(path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { bytes, sha256: hash.digest('hex') };
}

/** The path of a file with the answer, of this try alone: the one before it may still be writing. */
async function intoFile(answer: Response, incoming: Incoming, signal: AbortSignal): Promise<string> {
  if (answer.body === null) throw new StoreUnavailable('unexpected_answer');
  const path = await incoming.newFile();
  try {
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(path), { signal });
    return path;
  } catch (error) {
    await incoming.dropFile(path);
    throw error;
  }
}
