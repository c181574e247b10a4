/** One answer of ListObjectsV2. */
export interface S3Listing {
  objects: { key: string; modified: Date }[];
  /** Names the next answer. Absent: this is the last one. */
  next?: string;
}

/** Reads the answer. `undefined`: it is none, or lacks something. */
export function readS3Listing(xml: string): S3Listing | undefined {
  if (!/<ListBucketResult[\s>]/.test(xml)) return undefined;
  const objects: S3Listing['objects'] = [];
  for (const [, content = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const key = textOf(content, 'Key');
    const modified = new Date(textOf(content, 'LastModified') ?? '');
    if (key === undefined || Number.isNaN(modified.getTime())) return undefined;
    objects.push({ key, modified });
  }
  switch (textOf(xml, 'IsTruncated')) {
    case 'false':
      return { objects };
    case 'true': {
      const next = textOf(xml, 'NextContinuationToken');
      return next === undefined ? undefined : { objects, next };
    }
    default:
      return undefined;
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of the first element of this name. */
function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name] ?? whole;
    const point = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}
