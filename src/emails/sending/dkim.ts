import { createPublicKey, type KeyObject } from 'node:crypto';

/** With what mails are signed (DKIM, RFC 6376), so that receivers see that they come from the sender's domain. */
export interface MailSignature {
  /** The domain of the sender's address or one above it, in ASCII. */
  domain: string;
  /** Under which name of that domain the public key is published. */
  selector: string;
  /** An RSA key. As an object, because that does not show itself in a log. */
  key: KeyObject;
}

/** What nodemailer signs with. It signs each try anew, because the signature covers the date. */
export const signing = (signature: MailSignature | undefined): { dkim?: Signer } => {
  if (signature === undefined) return {};
  const { domain: domainName, selector: keySelector, key: privateKey } = signature;
  return { dkim: { domainName, keySelector, privateKey } };
};

interface Signer {
  domainName: string;
  keySelector: string;
  privateKey: KeyObject;
}

/** What is published for receivers: a TXT record. */
export interface DkimRecord {
  name: string;
  /** Without quotes. A zone file has it in strings of at most 255 characters. */
  value: string;
}

export function dkimRecord({ domain, selector, key }: MailSignature): DkimRecord {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${publicKey}` };
}
