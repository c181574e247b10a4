import { isCaller } from '../contract/api-role.ts';

/** A secret with which a caller signs its events (Standard Webhooks). */
export interface EventSecret {
  /** The caller that has opened the purchases whose events it sends. */
  caller: string;
  secret: Buffer;
}

/** `caller:whsec_…`, several with commas between them. `undefined`: it is not that. */
export function readEventSecrets(text: string): EventSecret[] | undefined {
  const secrets = text.split(',').map((each) => {
    const [, caller = '', base64 = ''] = /^([^:]+):whsec_([A-Za-z0-9+/]+=*)$/.exec(each.trim()) ?? [];
    const secret = Buffer.from(base64, 'base64');
    // As Standard Webhooks demands.
    return isCaller(caller) && secret.length >= 24 && secret.length <= 64 ? { caller, secret } : undefined;
  });
  const read = secrets.filter((each) => each !== undefined);
  return read.length === secrets.length ? read : undefined;
}
