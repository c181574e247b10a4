/** What is taken as evidence. */
export const PICTURE_KINDS = ['jpeg', 'png', 'webp'] as const;

export type PictureKind = (typeof PICTURE_KINDS)[number];

export const MEDIA_TYPES = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
} as const satisfies Readonly<Record<PictureKind, string>>;

/** The largest picture that is taken, in bytes. */
export const LARGEST_PICTURE_BYTES = 10_000_000;

/** Sizes of pictures, in pixels. */
export const PICTURE_LIMITS = {
  /** The largest that is taken. */
  pixels: 50_000_000,
  /** The largest that is taken if its decoder needs all pixels at once: WebP, progressive JPEG and interlaced PNG. */
  pixelsAtOnce: 16_000_000,
  /** Larger ones are scaled down to this. */
  keptPixels: 5_000_000,
  /** And to this on the longer side. */
  keptSide: 8_192,
} as const;

export type PictureLimits = Readonly<Record<keyof typeof PICTURE_LIMITS, number>>;

/** Why a picture is not taken, in words for whoever sent it. */
export const PICTURE_REFUSALS = {
  picture_empty: 'No picture came: send the picture itself as the body.',
  picture_heic:
    'This is a HEIC or AVIF picture, which is not taken. On an iPhone choose Settings, Camera, Formats, Most Compatible, or share the picture by mail and save it: it then is a JPEG. A screenshot of the picture does as well.',
  picture_kind: 'This is no picture that is taken: send a JPEG, PNG or WebP.',
  picture_mislabelled:
    'The Content-Type names another kind of picture than the content is: send it with the type of its content.',
  picture_broken: 'The picture cannot be read to its end: send it again, or a screenshot of it.',
  picture_pixels:
    'The picture has too many pixels: at most 50 million, and 16 million in a WebP, a progressive JPEG or an interlaced PNG. Send a smaller copy of it.',
  picture_animated: 'The picture has several frames: send one that does not move.',
  picture_mixed:
    'The file is a picture and something else as well: open the picture and save it again, or send a screenshot of it.',
  picture_slow: 'The picture takes too long to read: send a smaller copy of it, or a screenshot.',
} as const;

export type PictureRefusal = keyof typeof PICTURE_REFUSALS;

/** A picture as it is kept. */
export interface SafePicture {
  width: number;
  height: number;
  bytes: number;
  /** 64 bits, as 0 and 1, which pictures that look alike share. */
  looks: string;
}
