import { createHash, createPublicKey, verify } from 'node:crypto';

/** The TXT record of a name. `undefined`: there is none. */
export type Dns = (name: string) => string | undefined;

export type DkimVerdict = 'pass' | 'no signature' | 'no key' | 'body changed' | 'headers changed';

/**
 * What a receiver finds out about a mail (RFC 6376). It knows only `relaxed/relaxed` and `rsa-sha256`, and throws for
 * anything else. It was written from the RFC, and shares no code with the signer.
 */
export function verifyDkim(raw: string, dns: Dns): DkimVerdict {
  const end = raw.indexOf('\r\n\r\n');
  const headers = fieldsOf(raw.slice(0, end));
  const signature = headers.find(({ name }) => name === 'dkim-signature');
  if (signature === undefined) return 'no signature';
  const tags = tagsOf(signature.value);
  for (const [tag, known] of [
    ['v', '1'],
    ['a', 'rsa-sha256'],
    ['c', 'relaxed/relaxed'],
  ] as const) {
    if (tags.get(tag) !== known) throw new Error(`${tag}=${tags.get(tag)} is not ${known}`);
  }
  const record = dns(`${tags.get('s')}._domainkey.${tags.get('d')}`);
  if (record === undefined) return 'no key';
  const bodyHash = createHash('sha256')
    .update(relaxedBody(raw.slice(end + 4)), 'utf8')
    .digest('base64');
  if (bodyHash !== tags.get('bh')) return 'body changed';
  const signed = `${signedHeaders(headers, tags.get('h') ?? '')}${unsigned(signature)}`;
  const der = Buffer.from(tagsOf(record).get('p') ?? '', 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const isRight = verify('sha256', Buffer.from(signed), key, Buffer.from(tags.get('b') ?? '', 'base64'));
  return isRight ? 'pass' : 'headers changed';
}

/** The fields of the header that the signature covers, lower case. */
export function signedFields(raw: string): string[] {
  const fields = fieldsOf(raw.slice(0, raw.indexOf('\r\n\r\n')));
  const signature = fields.find(({ name }) => name === 'dkim-signature')?.value ?? '';
  return (tagsOf(signature).get('h') ?? '').toLowerCase().split(':');
}

interface Field {
  /** In lower case. */
  name: string;
  /** With its folds. */
  value: string;
}

function fieldsOf(head: string): Field[] {
  return head.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon).trimEnd().toLowerCase(), value: line.slice(colon + 1) };
  });
}

/** RFC 6376, 3.2: white space within a value does not count in the tags that are read here. */
function tagsOf(list: string): Map<string, string> {
  const tags = list.split(';').map((tag): [string, string] => {
    const [name = '', ...value] = tag.split('=');
    return [name.trim(), value.join('=').replaceAll(/\s/g, '')];
  });
  return new Map(tags.filter(([name]) => name !== ''));
}

/** RFC 6376, 3.4.2. */
const relaxedField = ({ name, value }: Field): string =>
  `${name}:${value
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()}`;

/** RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}

/** RFC 6376, 5.4.2: a name that is there more than once is taken from the last one up. */
function signedHeaders(headers: readonly Field[], names: string): string {
  const left = [...headers];
  return names
    .toLowerCase()
    .split(':')
    .map((name) => {
      const at = left.findLastIndex((field) => field.name === name);
      const [field] = at === -1 ? [] : left.splice(at, 1);
      return field === undefined ? '' : `${relaxedField(field)}\r\n`;
    })
    .join('');
}

/** The field of the signature as it was before it had a signature (RFC 6376, 3.7). */
const unsigned = ({ name, value }: Field): string =>
  relaxedField({ name, value: value.replace(/(^|;)(\s*b\s*=)[^;]*/, '$1$2') });
