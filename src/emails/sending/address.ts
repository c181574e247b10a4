import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';

/** Only such addresses are handed to nodemailer: it repairs others, and a repaired address can be somebody else's. */
const ONE_PLAIN_ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()\\,;"@]+$/;

export const isOnePlainAddress = (address: string): boolean => ONE_PLAIN_ADDRESS.test(address);

/** Name and address of a mailbox. Throws, naming `field`, when `value` is not one address. */
export function oneAddress(field: string, value: string): { name: string; address: string } {
  const [mailbox, ...more] = addressparser(value, { flatten: true });
  const parts = mailbox?.address.split('@') ?? [];
  if (mailbox === undefined || more.length > 0 || parts.length !== 2 || parts.includes('')) {
    throw new Error(
      `${field} is not one mail address: write it as returns@example.org or InstaOTP <returns@example.org>.`,
    );
  }
  return { name: mailbox.name, address: mailbox.address };
}

/** What comes behind the `@` of every `Message-ID`, in ASCII. Throws when `address` has no valid domain. */
export function domainOf(address: string): string {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1));
  if (domain === '')
    throw new Error('MAIL_FROM has no valid domain after the @: name one that can receive mail.');
  return domain;
}
