import sharp, { type Sharp } from 'sharp';
import type { PictureKind } from '../../src/evidence/picture.ts';

/** A picture as people send it. */
export interface HonestPicture {
  what: string;
  kind: PictureKind;
  bytes: () => Promise<Buffer>;
  /** As it is kept: upright. */
  width: number;
  height: number;
}

/** Where it was taken, for a test that looks for it afterwards. */
export const SECRET_PLACE = 'Quercusgasse 7';

const EXIF = {
  IFD0: { ImageDescription: SECRET_PLACE, Make: 'Quercus' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '48/1 12/1 30/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '16/1 22/1 0/1',
  },
};

/** Left half red, right half blue, with noise, so that it is no flat area. 80 × 48. */
function scene(channels: 3 | 4 = 3): Sharp {
  const background = channels === 4 ? { r: 200, g: 30, b: 30, alpha: 0.5 } : { r: 200, g: 30, b: 30 };
  return sharp({
    create: {
      width: 80,
      height: 48,
      channels,
      background,
      noise: { type: 'gaussian', mean: 100, sigma: 40 },
    },
  });
}

const upright = { width: 80, height: 48 };
const turned = { width: 48, height: 80 };

const jpeg = (
  what: string,
  make: () => Promise<Buffer>,
  size: Pick<HonestPicture, 'width' | 'height'> = upright,
): HonestPicture => ({ what, kind: 'jpeg', bytes: make, ...size });
const png = (what: string, make: () => Promise<Buffer>, size = upright): HonestPicture => ({
  what,
  kind: 'png',
  bytes: make,
  ...size,
});
const webp = (what: string, make: () => Promise<Buffer>, size = upright): HonestPicture => ({
  what,
  kind: 'webp',
  bytes: make,
  ...size,
});

/** A film behind the picture, as telephones with moving pictures put it. */
const FILM = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(400, 1)]);

/** A screenshot as tools leave it that write the cropped picture over the larger one and do not shorten the file. */
async function croppedInPlace(): Promise<Buffer> {
  const larger = await scene().resize(200, 120).png({ compressionLevel: 0 }).toBuffer();
  (await scene().png().toBuffer()).copy(larger);
  return larger;
}

export const HONEST: readonly HonestPicture[] = [
  jpeg('plain', () => scene().jpeg().toBuffer()),
  jpeg('progressive', () => scene().jpeg({ progressive: true }).toBuffer()),
  jpeg('with the place in its EXIF', () => scene().withExif(EXIF).jpeg().toBuffer()),
  jpeg('lying on its side', () => scene().withMetadata({ orientation: 6 }).jpeg().toBuffer(), turned),
  jpeg('mirrored on its side', () => scene().withMetadata({ orientation: 5 }).jpeg().toBuffer(), turned),
  jpeg('upside down', () => scene().withMetadata({ orientation: 3 }).jpeg().toBuffer()),
  jpeg('grey', () => scene().greyscale().jpeg().toBuffer()),
  jpeg('in CMYK', () => scene().toColourspace('cmyk').jpeg().toBuffer()),
  jpeg('with a colour profile', () => scene().withIccProfile('p3').jpeg().toBuffer()),
  jpeg('with a film behind it', async () => Buffer.concat([await scene().jpeg().toBuffer(), FILM])),
  jpeg('without subsampling', () => scene().jpeg({ chromaSubsampling: '4:4:4', quality: 100 }).toBuffer()),
  png('plain', () => scene().png().toBuffer()),
  png('with a palette', () => scene().png({ palette: true }).toBuffer()),
  png('with two colours', () =>
    scene().greyscale().threshold(128).png({ palette: true, colours: 2 }).toBuffer(),
  ),
  png('cropped, with the rest of the larger picture behind it', croppedInPlace),
  png('with a second picture behind it', async () =>
    Buffer.concat([await scene().png().toBuffer(), await scene().png().toBuffer()]),
  ),
  png('with alpha', () => scene(4).png().toBuffer()),
  png('with 16 bits', () => scene().toColourspace('rgb16').png().toBuffer()),
  png('grey', () => scene().greyscale().png().toBuffer()),
  png('interlaced', () => scene().png({ progressive: true }).toBuffer()),
  png('with the place in its EXIF', () => scene().withExif(EXIF).png().toBuffer()),
  png('without compression', () => scene().png({ compressionLevel: 0 }).toBuffer()),
  png('lying on its side', () => scene().withMetadata({ orientation: 8 }).png().toBuffer(), turned),
  webp('plain', () => scene().webp().toBuffer()),
  webp('lossless', () => scene().webp({ lossless: true }).toBuffer()),
  webp('near lossless', () => scene().webp({ nearLossless: true }).toBuffer()),
  webp('with a few bytes behind it', async () =>
    Buffer.concat([await scene().webp().toBuffer(), Buffer.from('more')]),
  ),
  webp('with alpha', () => scene(4).webp().toBuffer()),
  webp('with rough alpha', () => scene(4).webp({ alphaQuality: 10 }).toBuffer()),
  webp('with the place in its EXIF', () => scene().withExif(EXIF).webp().toBuffer()),
  webp('lying on its side', () => scene().withMetadata({ orientation: 6 }).webp().toBuffer(), turned),
  webp('with a colour profile', () => scene().withIccProfile('p3').webp().toBuffer()),
  webp('grey', () => scene().greyscale().webp().toBuffer()),
  webp('of the lowest quality', () => scene().webp({ quality: 1 }).toBuffer()),
];

/** Any picture that is fine. Each of another `n` differs. */
export const somePicture = (n = 0): Promise<Buffer> =>
  sharp({
    create: {
      width: 60 + n,
      height: 40,
      channels: 3,
      background: '#456',
      noise: { type: 'gaussian', mean: 100, sigma: 40 },
    },
  })
    .png()
    .toBuffer();
