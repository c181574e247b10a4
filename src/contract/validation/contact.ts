import { matching } from './fields.ts';
import { reader, type Reader } from './reader.ts';

/** Any character but white space, invisible ones and what has a meaning in a list of addresses. */
const ATOM = String.raw`[^\s\p{Cc}\p{Cf}\p{Cs}"(),.:;<>@[\\\]]+`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?`;
const EMAIL = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*@(?:${LABEL}\.)+${LABEL}$`, 'u');

/**
 * An email address. Other scripts are taken (RFC 6531), a quoted local part is not (RFC 5322).
 * @example
 * readWith(email, 'ada@example.org'); // { ok: true, value: 'ada@example.org' }
 */
export const email = matching(
  'an email address of at most 254 characters, like name@example.com',
  EMAIL,
  254,
);

// The tables of locales and zones differ between hosts and change: only the form is checked, so that every host agrees.
// A name that the host of the mail does not know falls back to English and UTC there.
export const locale: Reader<string> = reader('a BCP 47 language tag, e.g. de-AT', (value) => {
  if (typeof value !== 'string' || value.length > 35) return undefined;
  return LOCALE.exec(value)?.[1]?.replaceAll('_', '-');
});

/** POSIX locales such as `en_US.UTF-8` are taken too; their encoding is dropped. */
const LOCALE = /^([A-Za-z0-9_-]+)(?:\.[A-Za-z0-9_-]+)?(?:@[A-Za-z0-9_-]+)?$/;

export const timeZone = matching('an IANA time zone, e.g. Europe/Vienna', /^[A-Za-z0-9_+/-]+$/, 64);
