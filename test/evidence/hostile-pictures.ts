import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { PictureRefusal } from '../../src/evidence/picture.ts';

/** A file that is refused, and as what. */
export interface HostilePicture {
  what: string;
  bytes: () => Buffer | Promise<Buffer>;
  refused: PictureRefusal;
}

const scene = () =>
  sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: '#345',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  });
const JPEG = (): Promise<Buffer> => scene().jpeg().toBuffer();
const PNG = (): Promise<Buffer> => scene().png().toBuffer();
const WEBP = (): Promise<Buffer> => scene().webp().toBuffer();

const cut = async (file: Promise<Buffer>, part: number): Promise<Buffer> => {
  const whole = await file;
  return whole.subarray(0, Math.floor(whole.length * part));
};
const behind = async (file: Promise<Buffer>, more: string | Buffer): Promise<Buffer> =>
  Buffer.concat([await file, Buffer.from(more as string, 'latin1')]);

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const head = (width: number, height: number, { interlaced = 0 } = {}): Buffer => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 2, 0, 0, interlaced], 8);
  return chunk('IHDR', data);
};
const END = chunk('IEND', Buffer.alloc(0));
const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks, END]);
/** Says that it is so large, and has hardly anything in it. */
const bomb = (width: number, height: number, more = {}): Buffer =>
  pngOf(head(width, height, more), chunk('IDAT', deflateSync(Buffer.alloc(1_000))));
/** With this chunk after its head. */
const pngWith = async (more: Buffer): Promise<Buffer> => {
  const whole = await PNG();
  return Buffer.concat([whole.subarray(0, 33), more, whole.subarray(33)]);
};

const segment = (marker: number, data: Buffer): Buffer => {
  const start = Buffer.from([0xff, marker, 0, 0]);
  start.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([start, data]);
};
const jpegWith = async (more: Buffer): Promise<Buffer> => {
  const whole = await JPEG();
  return Buffer.concat([whole.subarray(0, 2), more, whole.subarray(2)]);
};

const heif = (brand: string, compatible: string): Buffer => {
  const box = Buffer.concat([Buffer.alloc(4), Buffer.from(`ftyp${brand}\0\0\0\0${compatible}`, 'latin1')]);
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, Buffer.alloc(200)]);
};

/** The end of a ZIP with nothing in it. */
const ZIP_END = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
const SCRIPT = '<script>alert(1)</script>';

const changed = async (file: Promise<Buffer>, at: number, to: number): Promise<Buffer> => {
  const copy = Buffer.from(await file);
  copy[at] = to;
  return copy;
};

const frames = async (format: 'webp' | 'gif'): Promise<Buffer> => {
  const frame = (background: string) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
  const both = sharp([await frame('#f00'), await frame('#00f')], { join: { animated: true } });
  return format === 'gif' ? both.gif().toBuffer() : both.webp().toBuffer();
};

const LARGE_BYTES = 10_000_000;

/** Whoever looks for the end of the scan looks twice at every byte. */
function stuffing(): Buffer {
  const beginning = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0x00, 0x02]);
  return Buffer.concat([beginning, Buffer.alloc(LARGE_BYTES - beginning.length, Buffer.from([0xff, 0x00]))]);
}

function emptyChunks(): Buffer {
  const file = Buffer.alloc(LARGE_BYTES);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(LARGE_BYTES - 8, 4);
  file.write('WEBP', 8, 'latin1');
  return file;
}

export const HOSTILE: readonly HostilePicture[] = [
  { what: 'nothing', bytes: () => Buffer.alloc(0), refused: 'picture_empty' },
  { what: 'one byte', bytes: () => Buffer.from([0xff]), refused: 'picture_kind' },
  { what: 'zeros', bytes: () => Buffer.alloc(5_000), refused: 'picture_kind' },
  { what: 'text', bytes: () => Buffer.from('a screenshot, honestly'), refused: 'picture_kind' },
  { what: 'an HTML page', bytes: () => Buffer.from(`<html>${SCRIPT}</html>`), refused: 'picture_kind' },
  {
    what: 'an SVG with a script',
    bytes: () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`),
    refused: 'picture_kind',
  },
  { what: 'a PDF', bytes: () => Buffer.from('%PDF-1.7\n1 0 obj\n'), refused: 'picture_kind' },
  { what: 'a ZIP', bytes: () => ZIP_END, refused: 'picture_kind' },
  { what: 'a program', bytes: () => Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), refused: 'picture_kind' },
  { what: 'a GIF', bytes: () => scene().gif().toBuffer(), refused: 'picture_kind' },
  { what: 'a GIF that moves', bytes: () => frames('gif'), refused: 'picture_kind' },
  { what: 'a TIFF', bytes: () => scene().tiff().toBuffer(), refused: 'picture_kind' },
  { what: 'a BMP', bytes: () => Buffer.from(`BM${'\0'.repeat(60)}`), refused: 'picture_kind' },
  {
    what: 'a sound in RIFF',
    bytes: () => Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'),
    refused: 'picture_kind',
  },
  { what: 'a HEIC', bytes: () => heif('heic', 'mif1heic'), refused: 'picture_heic' },
  { what: 'a HEIC with another first brand', bytes: () => heif('msf1', 'hevc'), refused: 'picture_heic' },
  { what: 'an AVIF', bytes: () => heif('avif', 'mif1miaf'), refused: 'picture_heic' },
  { what: 'a film', bytes: () => heif('isom', 'mp42'), refused: 'picture_kind' },
  { what: 'a JPEG without its end', bytes: () => cut(JPEG(), 0.6), refused: 'picture_broken' },
  { what: 'the first bytes of a JPEG', bytes: () => cut(JPEG(), 0.02), refused: 'picture_broken' },
  { what: 'a PNG without its end', bytes: () => cut(PNG(), 0.6), refused: 'picture_broken' },
  {
    what: 'a PNG without its last chunk',
    bytes: async () => (await PNG()).subarray(0, -12),
    refused: 'picture_broken',
  },
  { what: 'the signature of a PNG', bytes: () => SIGNATURE, refused: 'picture_broken' },
  { what: 'a WebP without its end', bytes: () => cut(WEBP(), 0.6), refused: 'picture_broken' },
  { what: 'the head of a WebP', bytes: () => cut(WEBP(), 0.05), refused: 'picture_broken' },
  {
    what: 'a JPEG of a head and an end',
    bytes: () => Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
    refused: 'picture_broken',
  },
  {
    what: 'a JPEG whose segment is longer than the file',
    bytes: () => Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0x45]),
    refused: 'picture_broken',
  },
  {
    what: 'a PNG with noise for pixels',
    bytes: () => pngOf(head(64, 64), chunk('IDAT', Buffer.alloc(900, 7))),
    refused: 'picture_broken',
  },
  { what: 'a PNG with fewer pixels than it says', bytes: () => bomb(64, 64), refused: 'picture_broken' },
  { what: 'a PNG without pixels', bytes: () => pngOf(head(64, 64)), refused: 'picture_broken' },
  { what: 'a PNG of no width', bytes: () => bomb(0, 64), refused: 'picture_broken' },
  {
    what: 'a PNG with a wrong checksum',
    bytes: async () => changed(PNG(), 32, 0),
    refused: 'picture_broken',
  },
  {
    what: 'a PNG with a chunk of 4 GB',
    bytes: () =>
      Buffer.concat([SIGNATURE, head(8, 8), Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from('IDAT')]),
    refused: 'picture_broken',
  },
  {
    what: 'a WebP whose chunk is longer than the file',
    bytes: async () => changed(WEBP(), 19, 0x7f),
    refused: 'picture_broken',
  },
  { what: 'a JPEG of 10 MB whose scan is stuffing alone', bytes: stuffing, refused: 'picture_broken' },
  { what: 'a WebP of a million empty chunks', bytes: emptyChunks, refused: 'picture_broken' },
  { what: 'a bomb of 2,500 megapixels', bytes: () => bomb(50_000, 50_000), refused: 'picture_pixels' },
  { what: 'a bomb as wide as it can be', bytes: () => bomb(1_000_000, 51), refused: 'picture_pixels' },
  {
    what: 'an interlaced bomb',
    bytes: () => bomb(5_000, 5_000, { interlaced: 1 }),
    refused: 'picture_pixels',
  },
  {
    what: 'a flat PNG one row above the limit',
    bytes: () =>
      sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    refused: 'picture_pixels',
  },
  {
    what: 'a progressive JPEG above its limit',
    bytes: () =>
      sharp({ create: { width: 4_001, height: 4_000, channels: 3, background: '#fff' } })
        .jpeg({ progressive: true })
        .toBuffer(),
    refused: 'picture_pixels',
  },
  { what: 'a WebP that moves', bytes: () => frames('webp'), refused: 'picture_animated' },
  {
    what: 'a PNG that moves',
    bytes: () => pngWith(chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))),
    refused: 'picture_animated',
  },
  { what: 'a JPEG that is a ZIP', bytes: () => behind(JPEG(), ZIP_END), refused: 'picture_mixed' },
  { what: 'a PNG that is a ZIP', bytes: () => behind(PNG(), ZIP_END), refused: 'picture_mixed' },
  { what: 'a WebP that is a ZIP', bytes: () => behind(WEBP(), ZIP_END), refused: 'picture_mixed' },
  {
    what: 'a JPEG that is a PDF',
    bytes: () => jpegWith(segment(0xfe, Buffer.from('%PDF-1.4\n1 0 obj'))),
    refused: 'picture_mixed',
  },
  {
    what: 'a JPEG with a page in its comment',
    bytes: () => jpegWith(segment(0xfe, Buffer.from(`<html>${SCRIPT}`))),
    refused: 'picture_mixed',
  },
  { what: 'a JPEG with a script behind it', bytes: () => behind(JPEG(), SCRIPT), refused: 'picture_mixed' },
  {
    what: 'a JPEG with PHP behind it',
    bytes: () => behind(JPEG(), '<?php system("id");'),
    refused: 'picture_mixed',
  },
  {
    what: 'a JPEG with a program behind it',
    bytes: () => behind(JPEG(), '\x7fELF\x02\x01'),
    refused: 'picture_mixed',
  },
  {
    what: 'a JPEG with a RAR behind it',
    bytes: () => behind(JPEG(), 'Rar!\x1a\x07'),
    refused: 'picture_mixed',
  },
  { what: 'a PNG with a script behind it', bytes: () => behind(PNG(), SCRIPT), refused: 'picture_mixed' },
  { what: 'a WebP with a script behind it', bytes: () => behind(WEBP(), SCRIPT), refused: 'picture_mixed' },
  {
    what: 'a PNG with a page in its words',
    bytes: () => pngWith(chunk('tEXt', Buffer.from(`Comment\0<svg onload=alert(1)>`))),
    refused: 'picture_mixed',
  },
];
