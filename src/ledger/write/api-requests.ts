import { sql } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** A write that names an idempotency key. */
export interface KeyedRequest {
  caller: string;
  requestKey: string;
  /** SHA-256 of route and body, in hex. */
  asked: string;
  purchaseId?: string | undefined;
}

/**
 * `first`: nobody has sent this key before. `again`: the same request, with its answer if it was answered. `other`: the key
 * belongs to another request.
 */
export type Remembered =
  | { request: 'first' }
  | { request: 'again'; answer?: { status: number; body: unknown } }
  | { request: 'other' };

/** Throws `LedgerUnavailable`. */
export function rememberRequest(
  ledger: Ledger,
  { caller, requestKey, asked, purchaseId }: KeyedRequest,
  now: Date,
): Promise<Remembered> {
  return inLedger(async () => {
    const added = await ledger
      .insertInto('api_requests')
      .values({
        caller,
        request_key: requestKey,
        asked,
        purchase_id: purchaseId ?? null,
        at: now,
        status: null,
        answer: null,
        turn_until: null,
      })
      .onConflict((conflict) => conflict.columns(['caller', 'request_key']).doNothing())
      .returning('asked')
      .executeTakeFirst();
    if (added !== undefined) return { request: 'first' };
    const known = await ledger
      .selectFrom('api_requests')
      .select(['asked', 'status', 'answer'])
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .executeTakeFirst();
    // Erased between the two statements, with its purchase.
    if (known === undefined) return { request: 'first' };
    if (known.asked !== asked) return { request: 'other' };
    if (known.status === null) return { request: 'again' };
    return { request: 'again', answer: { status: known.status, body: known.answer } };
  });
}

/**
 * Takes the turn to do a request that has no answer yet, for so long at most. `false`: another process has it. By the clock of
 * the database, because processes may differ in theirs. Throws `LedgerUnavailable`.
 */
export function takeTurn(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
  turnMs: number,
): Promise<boolean> {
  return inLedger(async () => {
    const taken = await ledger
      .updateTable('api_requests')
      .set({ turn_until: sql`now() + ${turnMs} * interval '1 millisecond'` })
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .where('status', 'is', null)
      .where(sql<boolean>`(turn_until is null or turn_until <= now())`)
      .returning('caller')
      .executeTakeFirst();
    return taken !== undefined;
  });
}

/** Gives the turn back, after a try that came to no answer. Throws `LedgerUnavailable`. */
export function giveTurnBack(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('api_requests')
      .set({ turn_until: null })
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .where('status', 'is', null)
      .execute();
  });
}

/** Forgets a request that was not answered, so that its key is free again. Throws `LedgerUnavailable`. */
export function forgetRequest(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .deleteFrom('api_requests')
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .where('status', 'is', null)
      .execute();
  });
}

/** Keeps the first answer. Throws `LedgerUnavailable`. */
export function rememberAnswer(
  ledger: Ledger,
  { caller, requestKey }: Pick<KeyedRequest, 'caller' | 'requestKey'>,
  answer: { status: number; body: unknown },
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('api_requests')
      .set({ status: answer.status, answer: JSON.stringify(answer.body) })
      .where('caller', '=', caller)
      .where('request_key', '=', requestKey)
      .where('status', 'is', null)
      .execute();
  });
}
