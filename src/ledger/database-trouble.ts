import { databaseCodeOf } from './ledger-unavailable.ts';

const SAYS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: start it, or correct the address',
  ENOTFOUND: 'there is no host of that name: correct the address',
  EAI_AGAIN: 'its name cannot be looked up now: correct the address, or try again',
  ETIMEDOUT: 'it does not answer: see whether the way to it is open',
  EHOSTUNREACH: 'there is no way to it: correct the address, or open the way',
  '28P01': 'it does not take the user and password: correct them',
  '28000': 'it does not let this user in, or not in this way: correct the user, or its pg_hba.conf',
  '3D000': 'it has no database of that name: create it, or correct the name',
  '42501': 'the user has no right to that: grant it (docs/operations.md)',
  '53300': 'it has no connection left: raise its limit, or put a pooler before it',
  '55P03': 'somebody else holds a table for long: run it again',
  '08P01': 'a pooler on the way refuses how we connect: use its transaction mode',
  SELF_SIGNED_CERT_IN_CHAIN: 'nobody we trust has signed its certificate: set NODE_EXTRA_CA_CERTS to its CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: set NODE_EXTRA_CA_CERTS to it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'nobody we trust has signed its certificate: set NODE_EXTRA_CA_CERTS to its CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'nobody we trust has signed its certificate: set NODE_EXTRA_CA_CERTS to its CA',
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host: correct the address, or the certificate',
};

/** Whether `databaseTrouble` has words for this error. */
export const isKnownTrouble = (error: unknown): boolean =>
  offersNoTls(error) || (databaseCodeOf(error) ?? '') in SAYS;

// The driver has no code for this.
const offersNoTls = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('does not support SSL');

/** Why the database of DATABASE_URL cannot be used, and what to do, in one sentence without an address or a password. */
export function databaseTrouble(error: unknown): string {
  const code = databaseCodeOf(error);
  const says = offersNoTls(error)
    ? 'it offers no TLS: turn that on there, or set sslmode=disable and ALLOW_PLAINTEXT=postgres'
    : SAYS[code ?? ''];
  const why = code === undefined ? '' : ` (${code})`;
  return `The database of DATABASE_URL cannot be used${why}: ${says ?? 'start it, or correct the address'}.`;
}
