import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { pictureMaker } from '../../src/evidence/make-safe.ts';
import { PICTURE_LIMITS } from '../../src/evidence/picture.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { HONEST, SECRET_PLACE } from './honest-pictures.ts';
import { HOSTILE } from './hostile-pictures.ts';

const maker = pictureMaker();
afterAll(() => maker.stop());

/** Makes the picture safe, and returns what came of it and the file that is kept. */
async function made(bytes: Buffer, by = maker) {
  const folder = temporaryFolder();
  const [input, output] = [join(folder, 'came'), join(folder, 'kept')];
  writeFileSync(input, bytes);
  writeFileSync(output, '');
  const answer = await by.makeSafe(input, output);
  return { answer, kept: readFileSync(output) };
}

describe('an honest picture', () => {
  test('there are ten of each kind', () => {
    const count = (kind: string): number => HONEST.filter((each) => each.kind === kind).length;
    expect([count('jpeg') >= 10, count('png') >= 10, count('webp') >= 10]).toEqual([true, true, true]);
  });

  test.each(HONEST)(
    '$kind $what is kept upright, as what it is, in sRGB of 8 bits and with nothing but its pixels',
    async ({ kind, bytes, width, height }) => {
      const { answer, kept } = await made(await bytes());
      expect(answer).toMatchObject({ kind, picture: { width, height, bytes: kept.length } });
      const found = await sharp(kept).metadata();
      expect(found).toMatchObject({ format: kind, width, height, depth: 'uchar' });
      expect(['srgb', 'b-w']).toContain(found.space);
      expect([found.exif, found.xmp, found.iptc, found.icc, found.orientation]).toEqual(
        Array(5).fill(undefined),
      );
      expect(kept.includes(SECRET_PLACE)).toBe(false);
    },
  );

  test('keeps what it shows where it was: the top left corner of one lying on its side is on the right', async () => {
    const red = { create: { width: 40, height: 20, channels: 3, background: '#f00' } } as const;
    const blue = { input: { ...red.create, create: { ...red.create, width: 20, background: '#00f' } } };
    const lying = await sharp(red)
      .composite([{ input: blue.input, left: 20, top: 0 }])
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const { kept } = await made(lying);
    const { data, info } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([20, 40]);
    const colourAt = (x: number, y: number): number[] => {
      const at = (y * info.width + x) * info.channels;
      return [...data.subarray(at, at + 3)];
    };
    expect([colourAt(10, 2), colourAt(10, 37)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  test('that is large is scaled down by its pixels, so that a long screenshot stays legible', async () => {
    const flat = (width: number, height: number): Promise<Buffer> =>
      sharp({ create: { width, height, channels: 3, background: '#abc' } })
        .png()
        .toBuffer();
    const size = async (width: number, height: number): Promise<unknown> => {
      const { answer } = await made(await flat(width, height));
      return 'picture' in answer ? [answer.picture.width, answer.picture.height] : answer;
    };
    expect(await size(1_080, 4_600)).toEqual([1_080, 4_600]);
    expect(await size(4_000, 3_000)).toEqual([2_581, 1_936]);
    expect(await size(30, 20_000)).toEqual([12, 8_192]);
  });
});

describe('a hostile file', () => {
  test('there are more than forty', () => expect(HOSTILE.length).toBeGreaterThan(40));

  test.each(HOSTILE)('$what is refused: $refused', async ({ bytes, refused }) => {
    const { answer, kept } = await made(await bytes());
    expect(answer).toEqual({ refused });
    expect(kept.length).toBe(0);
  });

  test('that takes too long is ended, and the next picture is made all the same', async () => {
    const slow = pictureMaker({ longestMs: 1 });
    try {
      const [first] = HONEST;
      if (first === undefined) throw new Error('no picture');
      const bytes = await first.bytes();
      expect((await made(bytes, slow)).answer).toEqual({ refused: 'picture_slow' });
      expect((await made(bytes, slow)).answer).toEqual({ refused: 'picture_slow' });
      expect((await made(bytes)).answer).toMatchObject({ kind: first.kind });
    } finally {
      slow.stop();
    }
  });
});

test('pictures that come at once are made one after the other, each its own', async () => {
  const several = HONEST.slice(0, 6);
  const answers = await Promise.all(several.map(async ({ bytes }) => made(await bytes())));
  expect(answers.map(({ answer }) => 'picture' in answer && answer.picture.width)).toEqual(
    several.map(({ width }) => width),
  );
});

test('pictures that look alike share most of 64 bits, and others do not', async () => {
  const view = sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#eee"/><circle cx="120" cy="90" r="70" fill="#333"/><rect x="220" y="150" width="140" height="120" fill="#777"/></svg>',
    ),
  );
  const looks = async (bytes: Buffer): Promise<string> => {
    const { answer } = await made(bytes);
    return 'picture' in answer ? answer.picture.looks : '';
  };
  const first = await looks(await view.clone().png().toBuffer());
  const scaled = await looks(await view.clone().resize(201).jpeg({ quality: 60 }).toBuffer());
  const other = await looks(await view.clone().flop().rotate(90).png().toBuffer());
  const differing = (one: string, two: string): number =>
    Array.from(one).filter((bit, n) => bit !== two[n]).length;
  expect(first).toMatch(/^[01]{64}$/);
  expect(differing(first, scaled)).toBeLessThanOrEqual(6);
  expect(differing(first, other)).toBeGreaterThan(6);
});

test('the limits are those that the refusals name', () => {
  expect(PICTURE_LIMITS).toMatchObject({ pixels: 50_000_000, pixelsAtOnce: 16_000_000 });
});
