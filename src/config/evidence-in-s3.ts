/** A bucket, and what all names in it begin with. */
export interface BucketAddress {
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
}

/** `s3://bucket` or `s3://bucket/prefix`. `undefined`: it is not that. */
export function readBucketAddress(text: string): BucketAddress | undefined {
  const [, bucket = '', path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_-][\w.-]*)*)\/?$/.exec(text) ?? [];
  if (bucket === '' || bucket.includes('..') || path.length > 512) return undefined;
  return { bucket, prefix: path === '' ? '' : `${path.slice(1)}/` };
}

/** An http or https address, with `{bucket}` at most once, as the first part of its name. */
export function isS3Endpoint(text: string): boolean {
  const address = text.replace(/^(https?:\/\/)\{bucket\}\./, '$1bucket.');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return false;
  return url.username === '' && url.password === '' && !/[?#{}%]/.test(address);
}
