import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { rememberAnswer, rememberRequest, type Remembered } from '../../ledger/write/api-requests.ts';
import type { Caller } from './key-ring.ts';
import { refuse } from './problems.ts';

/** What was answered, before it is written out. */
export interface Answered {
  status: number;
  body: object;
}

/** A write, as it is compared with an earlier one of the same key. */
export interface Write {
  caller: Caller;
  key: string;
  /** The route with its ids, and what the body says once it is read. */
  asked: readonly unknown[];
  purchaseId?: string | undefined;
}

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,78}[\x21-\x7e])?$/;

/** Throws `Refusal`, 400, if there is none. */
export function idempotencyKeyOf(c: Context): string {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && KEY.test(key)) return key;
  throw refuse(
    400,
    key === undefined ? 'idempotency_key_missing' : 'idempotency_key_malformed',
    'Send an Idempotency-Key of 1 to 80 printable ASCII characters: a repeat under the same key does nothing twice.',
  );
}

/** The name under which a purchase knows the request: a repeat, and two at once, get its one answer. */
export const requestIdOf = ({ caller, key }: Pick<Write, 'caller' | 'key'>): string =>
  createHash('sha256')
    .update(JSON.stringify([caller.name, key]))
    .digest('base64url');

export interface OnceOnly {
  answer: Answered;
  replayed: boolean;
}

/**
 * Does a write once. A repeat gets the first answer; another request under the key is refused (422). An answer of 404, 429,
 * or 500 and above is not kept: the same key may be tried again. While the ledger is away the act itself still happens
 * once, because the purchase knows its name; only the comparison is skipped.
 */
export function onceOnly(
  ledger: Ledger,
  now: () => Date,
): (write: Write, act: () => Promise<Answered>) => Promise<OnceOnly> {
  const underWay = new Map<string, Promise<OnceOnly>>();

  const once = async (write: Write, act: () => Promise<Answered>): Promise<OnceOnly> => {
    const { caller, key, purchaseId } = write;
    const asked = createHash('sha256').update(JSON.stringify(write.asked)).digest('hex');
    const request = { caller: caller.name, requestKey: key, asked, purchaseId };
    const known = await unlessAway(rememberRequest(ledger, request, now()));
    if (known?.request === 'other') throw keyUsed();
    if (known?.request === 'again' && known.answer !== undefined) {
      const { status, body } = known.answer;
      return { answer: { status, body: body as object }, replayed: true };
    }
    const answer = await act();
    if (isKept(answer)) {
      await unlessAway(rememberAnswer(ledger, request, answer));
    }
    return { answer, replayed: known?.request === 'again' };
  };

  return async (write, act) => {
    const name = requestIdOf(write);
    const before = underWay.get(name);
    // The second of two at once waits for the first, and is compared with it then.
    if (before !== undefined) await before.catch(() => undefined);
    const doing = once(write, act);
    underWay.set(name, doing);
    try {
      return await doing;
    } finally {
      if (underWay.get(name) === doing) underWay.delete(name);
    }
  };
}

/** What was not judged may be judged later: the purchase is not there yet, or something was in the way. */
const isKept = ({ status }: Answered): boolean => status < 500 && status !== 429 && status !== 404;

const keyUsed = (): Error =>
  refuse(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key belongs to another request: send a new key with a new request.',
  );

async function unlessAway<T extends Remembered | void>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof LedgerFailure) return undefined;
    throw error;
  }
}
