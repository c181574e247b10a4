import { Readable } from 'node:stream';
import type { Opened } from '../../evidence/uploads.ts';

/** What keeps a picture from being anything but a picture, and from staying anywhere on its way. */
export const PICTURE_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-store',
} as const;

/** The kept file as an answer. `headOnly`: its headers alone. */
export function pictureAnswer(
  { upload, file }: NonNullable<Opened>,
  { headOnly }: { headOnly: boolean },
): Response {
  const { evidenceId, mediaType, bytes } = upload;
  const headers = {
    ...PICTURE_HEADERS,
    'content-type': mediaType,
    'content-length': String(bytes),
    'content-disposition': `attachment; filename="${evidenceId}.${mediaType.slice('image/'.length)}"`,
    vary: 'authorization',
  };
  if (headOnly) {
    file.destroy();
    return new Response(null, { headers });
  }
  // Sound: the stream of Node's own `node:stream/web` is the one that its `Response` reads.
  return new Response(Readable.toWeb(file) as ReadableStream<Uint8Array>, { headers });
}
