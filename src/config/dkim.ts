import { createPrivateKey, type KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** Receivers count signatures of shorter keys for nothing, and need not take longer ones (RFC 8301). */
const LEAST_BITS = 2048;
const MOST_BITS = 4096;

/**
 * An RSA key in PEM without a password, its line ends as they are or written `\n`, as they are in one line of a file of
 * variables. `undefined`: it is not that. A key of another kind would send mails without a signature, and without an error.
 */
export function readDkimKey(text: string): KeyObject | undefined {
  const key = privateKeyIn(text.replaceAll('\\n', '\n'));
  const bits = key?.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  return bits !== undefined && bits >= LEAST_BITS && bits <= MOST_BITS ? key : undefined;
}

function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Whether receivers count a signature of `domain` for the sender `mailbox` (DMARC's relaxed alignment). */
export function signsFor(domain: string, mailbox: string): boolean {
  const sender = domainToASCII(mailbox.slice(mailbox.lastIndexOf('@') + 1).replace(/>$/, ''));
  return sender === domain || sender.endsWith(`.${domain}`);
}
