import type { PictureKind, PictureRefusal } from './picture.ts';

export type JudgedFile = { kind: PictureKind } | { refused: PictureRefusal };

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The brands of the family of HEIC and AVIF (ISO/IEC 23008-12). */
const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis']);

/** What a file is, by its content alone. The pixels are not read: only what stands around them. */
export function judgeFile(file: Buffer): JudgedFile {
  if (file.length === 0) return { refused: 'picture_empty' };
  if (isHeif(file)) return { refused: 'picture_heic' };
  const kind = kindByHead(file);
  if (kind === undefined) return { refused: 'picture_kind' };
  const layout = LAYOUTS[kind](file);
  if (layout === undefined) return { refused: 'picture_broken' };
  if (layout.animated) return { refused: 'picture_animated' };
  // Telephones put a film or a second picture behind a JPEG, and some tools that crop leave the rest of the larger picture
  // behind the new one. It is cut off, because only the pixels are kept.
  return isSomethingElse(file, layout) ? { refused: 'picture_mixed' } : { kind };
}

function isHeif(file: Buffer): boolean {
  if (file.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(file.readUInt32BE(0), file.length, 256);
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12 && HEIF_BRANDS.has(file.toString('latin1', at, at + 4))) return true;
  }
  return false;
}

function kindByHead(file: Buffer): PictureKind | undefined {
  if (file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff) return 'jpeg';
  if (file.subarray(0, 8).equals(PNG_SIGNATURE)) return 'png';
  if (file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  return undefined;
}

/** Where a picture ends in its file, and whether it moves. */
interface Layout {
  end: number;
  animated: boolean;
}

/** `undefined`: it does not come to its end. */
const LAYOUTS: Readonly<Record<PictureKind, (file: Buffer) => Layout | undefined>> = {
  jpeg: layoutOfJpeg,
  png: layoutOfPng,
  webp: layoutOfWebp,
};

function layoutOfJpeg(file: Buffer): Layout | undefined {
  let at = 2;
  for (;;) {
    // Between segments there may be any number of fill bytes.
    if (file[at] !== 0xff) return undefined;
    while (file[at + 1] === 0xff) at += 1;
    const marker = file[at + 1];
    if (marker === undefined) return undefined;
    if (marker === 0xd9) return { end: at + 2, animated: false };
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (standsAlone) {
      at += 2;
      continue;
    }
    if (at + 4 > file.length) return undefined;
    at += 2 + file.readUInt16BE(at + 2);
    if (marker === 0xda) at = endOfScan(file, at);
    if (at >= file.length) return undefined;
  }
}

/** In a scan, 0xff begins a marker unless 0x00 or a restart follows. */
function endOfScan(file: Buffer, from: number): number {
  for (let at = from; at + 1 < file.length; at += 1) {
    if (file[at] !== 0xff) continue;
    const next = file[at + 1];
    if (next !== undefined && next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return file.length;
}

/** The four letters of a chunk as a number: a file can have a million chunks, and a string for each would take a second. */
const tag = (letters: string): number => Buffer.from(letters, 'latin1').readUInt32BE(0);
const [ACTL, IEND, ANIM, ANMF] = [tag('acTL'), tag('IEND'), tag('ANIM'), tag('ANMF')];

function layoutOfPng(file: Buffer): Layout | undefined {
  let animated = false;
  for (let at = 8; at + 12 <= file.length;) {
    const type = file.readUInt32BE(at + 4);
    const next = at + 12 + file.readUInt32BE(at);
    if (next > file.length) return undefined;
    if (type === ACTL) animated = true;
    if (type === IEND) return { end: next, animated };
    at = next;
  }
  return undefined;
}

function layoutOfWebp(file: Buffer): Layout | undefined {
  if (file.length < 20) return undefined;
  const size = file.readUInt32LE(4);
  const end = 8 + size + (size % 2);
  if (8 + size > file.length) return undefined;
  let animated = false;
  for (let at = 12; at + 8 <= end;) {
    const type = file.readUInt32BE(at);
    const length = file.readUInt32LE(at + 4);
    if (type === ANIM || type === ANMF) animated = true;
    at += 8 + length + (length % 2);
    if (at > end) return undefined;
  }
  return { end: Math.min(end, file.length), animated };
}

/** Readers of these look for their mark near the beginning, whatever stands before it. */
const MARKS_NEAR_THE_BEGINNING = ['%PDF-', '<script', '<html', '<!doctype', '<svg', '<?php', '#!/'];
/** And of these behind the picture. */
const MARKS_BEHIND = [
  ...MARKS_NEAR_THE_BEGINNING,
  'Rar!',
  '7z\xbc\xaf\x27\x1c',
  '\x7fELF',
  'MZ\x90\x00',
  'PK\x03\x04',
];
const NEAR_BYTES = 1_024;

/** Whether another program would take the file for one of its own. */
function isSomethingElse(file: Buffer, { end }: Layout): boolean {
  const beginning = file.toString('latin1', 0, NEAR_BYTES).toLowerCase();
  if (MARKS_NEAR_THE_BEGINNING.some((mark) => beginning.includes(mark.toLowerCase()))) return true;
  const behind = file.toString('latin1', end, end + NEAR_BYTES).toLowerCase();
  if (MARKS_BEHIND.some((mark) => behind.includes(mark.toLowerCase()))) return true;
  return endsAsZip(file);
}

const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_END_BYTES = 22;

/** A ZIP is read from its end: a record there says how long the comment after it is. */
function endsAsZip(file: Buffer): boolean {
  const from = Math.max(0, file.length - ZIP_END_BYTES - 65_535);
  for (let at = file.indexOf(ZIP_END, from); at !== -1; at = file.indexOf(ZIP_END, at + 1)) {
    if (at + ZIP_END_BYTES <= file.length && at + ZIP_END_BYTES + file.readUInt16LE(at + 20) <= file.length) {
      return true;
    }
  }
  return false;
}
