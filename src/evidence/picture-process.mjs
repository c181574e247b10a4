// Makes pictures safe in a process of its own, one at a time: whatever a picture does to a decoder happens here, and the
// memory it takes comes back with the end of the process. Plain JavaScript, so that it starts without a loader.
// Messages in: { input, output, kind, limits: { pixels, pixelsAtOnce, keptPixels, keptSide } }, all of one picture.
// Messages out: { done: { width, height, bytes, looks } } or { refused: 'broken' | 'too_many_pixels' | 'several_frames' },
// or { failed: code } if the file could not be written.
import { stat, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import process from 'node:process';
import sharp from 'sharp';

// Whoever waits for an answer of the API comes before pictures.
setPriority(10);
sharp.cache(false);
sharp.concurrency(1);

/** Whether the decoder needs all pixels at once, instead of line by line. */
const isHeldWhole = ({ format, isProgressive }) => format === 'webp' || isProgressive === true;

async function makeSafe({ input, output, kind, limits }) {
  const options = { failOn: 'error', limitInputPixels: limits.pixels, sequentialRead: true, pages: 1 };
  let found;
  try {
    // Only the head is read, so without a limit: a picture that is too large is told as such.
    found = await sharp(input, { ...options, limitInputPixels: false }).metadata();
  } catch {
    return { refused: 'broken' };
  }
  if (found.format !== kind) return { refused: 'broken' };
  if ((found.pages ?? 1) > 1) return { refused: 'several_frames' };
  const pixels = found.width * found.height;
  if (pixels > (isHeldWhole(found) ? limits.pixelsAtOnce : limits.pixels))
    return { refused: 'too_many_pixels' };

  const picture = sharp(input, options).autoOrient().resize(sizeToKeep(found, limits)).toColourspace('srgb');
  const encoded =
    kind === 'jpeg'
      ? picture.jpeg({ quality: 88 })
      : kind === 'png'
        ? picture.png({ compressionLevel: 6 })
        : picture.webp({ quality: 88, effort: 2 });
  let kept;
  try {
    kept = await encoded.toFile(output);
  } catch (error) {
    // Whether the picture or the disk is to blame is not in the error, so the disk is asked.
    return (await isWritable(output)) ? { refused: 'broken' } : { failed: nameOf(error) };
  }
  const { size } = await stat(output);
  return { done: { width: kept.width, height: kept.height, bytes: size, looks: await looksOf(output) } };
}

/** By pixels, not by the longer side alone: a long screenshot stays legible. */
function sizeToKeep({ autoOrient: { width, height } }, { keptPixels, keptSide }) {
  const scale = Math.min(1, Math.sqrt(keptPixels / (width * height)), keptSide / Math.max(width, height));
  const scaled = (side) => Math.max(1, Math.floor(side * scale));
  return { width: scaled(width), height: scaled(height), fit: 'fill' };
}

async function isWritable(output) {
  try {
    await writeFile(output, new Uint8Array(65_536));
    await writeFile(output, '');
    return true;
  } catch {
    return false;
  }
}

const nameOf = (error) => (error instanceof Error ? (error.code ?? error.name) : 'unknown');

/** 64 bits that pictures which look alike share: whether each of 8 × 8 places is darker than the one beside it. */
async function looksOf(file) {
  const grey = await sharp(file)
    .resize(9, 8, { fit: 'fill' })
    .flatten({ background: '#fff' })
    .greyscale()
    .raw()
    .toBuffer();
  let bits = '';
  for (let row = 0; row < 8; row += 1) {
    for (let column = 0; column < 8; column += 1) {
      bits += (grey[row * 9 + column] ?? 0) < (grey[row * 9 + column + 1] ?? 0) ? '1' : '0';
    }
  }
  return bits;
}

process.on('message', async (picture) => {
  const answer = await makeSafe(picture).catch((error) => ({ failed: nameOf(error) }));
  process.send?.(answer);
});
// The process that asks is gone, even by kill -9.
process.on('disconnect', () => process.exit(0));
