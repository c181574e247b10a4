import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { LARGEST_PICTURE_BYTES } from '../../evidence/picture.ts';
import { refuse, ProblemError } from '../api/problems.ts';
import { tooLarge, tooSlow } from '../api/read-picture.ts';
import type { Typed } from './questions.tsx';

/** The name of the field with the picture, which is the last of its form. */
export const PICTURE_FIELD = 'picture';

/** A browser shows an answer only when it has sent all, so a picture that is too large is read to its end, up to this. */
const LARGEST_FORM_BYTES = 20 * LARGEST_PICTURE_BYTES;
/** Nothing may come for so long before the picture begins, and once nobody reads it any more. */
const LONGEST_SILENCE_MS = 10_000;
const MOST_FIELDS = 12;
const LARGEST_FIELD_BYTES = 20_000;

export interface PictureForm<T> {
  fields: Typed;
  /** What became of the picture. Absent: the form has none. */
  picture?: T;
  /** Whether it had other files besides, which nobody has read. */
  hasMore: boolean;
}

export const isPictureForm = (contentType: string | undefined): boolean =>
  /^multipart\/form-data\b/i.test(contentType ?? '');

/**
 * Reads a form with one picture, which is handed to `take` piece by piece as the body of a request, after the fields before it.
 * What `take` throws is thrown when the form has been read to its end, or nothing comes any more. Throws `ProblemError`: 400, 408,
 * 413.
 */
export async function readPictureForm<T>(
  request: Request,
  take: (picture: Request, fields: Typed) => Promise<T>,
): Promise<PictureForm<T>> {
  if (request.body === null) throw cutOff();
  const fields: Record<string, string> = {};
  let taking: Promise<T> | undefined;
  let refused: unknown;
  const form = parserOf(request);
  form.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (taking !== undefined) return;
    if (Object.hasOwn(fields, name) || valueTruncated) form.destroy(unreadable());
    // Browsers end lines with CR and LF.
    else fields[name] = value.replaceAll('\r\n', '\n');
  });
  let hasMore = false;
  form.on('file', (name, file, filename) => {
    if (name === PICTURE_FIELD && taking === undefined) {
      const { picture, drop } = asRequest(file);
      // While the picture is read, its reader sees to it that something comes.
      silence.stop();
      taking = take(picture, fields);
      taking.then(
        () => undefined,
        (error: unknown) => {
          refused = error;
          // The rest is dropped. If it is what does not come, nobody waits for it.
          if (error instanceof ProblemError && error.problem.status === 408) body.destroy(error);
          else silence.start();
          drop();
        },
      );
    }
    // Nobody reads another file.
    else {
      hasMore ||= (filename ?? '') !== '';
      file.resume();
    }
  });
  let bytes = 0;
  // Sound: the body of Node's own `Request` is the stream that `Readable` reads.
  const body = Readable.fromWeb(request.body as WebStream<Uint8Array>);
  const silence = silenceOf(() => body.destroy(tooSlow()));
  silence.start();
  body.on('data', (piece: Uint8Array) => {
    silence.heard();
    bytes += piece.byteLength;
    if (bytes > LARGEST_FORM_BYTES) body.destroy(tooLarge());
  });
  await new Promise<void>((resolve, reject) => {
    // What is wrong with the picture says more than what is wrong with the rest.
    const failed = (error: unknown): void =>
      reject(refused ?? (error instanceof ProblemError ? error : cutOff()));
    body.once('error', (error) => {
      form.destroy(error);
      failed(error);
    });
    form.once('error', failed);
    form.once('finish', resolve);
    body.pipe(form);
  }).finally(() => silence.stop());
  return taking === undefined ? { fields, hasMore } : { fields, picture: await taking, hasMore };
}

/** Throws `ProblemError`, 400. */
function parserOf(request: Request): BusboyInstance {
  const headers: BusboyHeaders = { 'content-type': request.headers.get('content-type') ?? '' };
  const limits = {
    fields: MOST_FIELDS,
    parts: MOST_FIELDS + 2,
    files: 2,
    fieldNameSize: 100,
    fieldSize: LARGEST_FIELD_BYTES,
    headerPairs: 20,
    // One more, so that its reader sees that it is too large.
    fileSize: LARGEST_PICTURE_BYTES + 1,
  };
  try {
    return new Busboy({ headers, limits });
  } catch {
    throw unreadable();
  }
}

/** The file as the body of a request. `drop`: what is left of it is read and goes nowhere, so that the form comes to its end. */
function asRequest(file: BusboyFileStream): { picture: Request; drop: () => void } {
  let isWanted = true;
  const drop = (): void => {
    isWanted = false;
    file.resume();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        file.on('data', (piece: Buffer) => {
          if (!isWanted) return;
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) <= 0) file.pause();
        });
        file.once('end', () => {
          if (isWanted) controller.close();
        });
        file.once('error', (error) => controller.error(error));
        file.pause();
      },
      pull() {
        file.resume();
      },
      cancel: drop,
    },
    { highWaterMark: 1 },
  );
  return { picture: new Request('http://form.invalid/', { method: 'POST', body, duplex: 'half' }), drop };
}

/** Calls `end` when nothing was heard for too long since it was started. */
function silenceOf(end: () => void): { start(): void; heard(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      clearTimeout(timer);
      timer = setTimeout(end, LONGEST_SILENCE_MS).unref();
    },
    heard: () => timer?.refresh(),
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

const unreadable = (): ProblemError => refuse(400, 'no_form', 'The form cannot be read.');
const cutOff = (): ProblemError => refuse(400, 'body_cut_off', 'The form ended before it was complete.');
