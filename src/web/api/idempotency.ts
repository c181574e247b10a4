import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import { unlessAway } from '../../ledger/ledger-unavailable.ts';
import type { Ledger } from '../../ledger/tables.ts';
import {
  forgetRequest,
  giveTurnBack,
  rememberAnswer,
  rememberRequest,
  takeTurn,
  type Remembered,
} from '../../ledger/write/api-requests.ts';
import type { Caller } from './key-ring.ts';
import type { ApiEnv } from './parts.ts';
import { ProblemError, refuse, unavailable } from './problems.ts';

/** What was answered, before it is written out. */
export interface Answered {
  status: number;
  body: object;
}

/** A write, as it is compared with an earlier one of the same key. */
export interface Write {
  /** Keys are theirs alone. */
  caller: Pick<Caller, 'name'>;
  key: string;
  /** The route with its ids, and what the body says once it is read. */
  asked: readonly unknown[];
  purchaseId?: string | undefined;
  /**
   * Nothing but its key keeps it from happening twice, such as a mail that is sent again: one process does it, and another
   * that gets the same request waits for its answer. Default: its purchase, or the row it writes, does.
   */
  byTurn?: true;
}

/** Longer than a mail server may take. After that a process that had the turn is gone. */
const TURN_MS = 120_000;
/** How long a request waits for the answer that another process is about to get. */
const WAIT_FOR_TURN_MS = 10_000;
const LOOK_AGAIN_MS = 200;

/** Beyond this many writes, the one that was sent least lately is forgotten. */
const MOST_SEEN = 20_000;

/** Nothing was there, it was malformed, or came too often: something else may be sent under the key. */
const DONE_NOTHING: ReadonlySet<number> = new Set([404, 422, 429]);

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,78}[\x21-\x7e])?$/;

/** Throws `ProblemError`, 400, if there is none, or more than one. */
export function idempotencyKeyOf(c: Context<ApiEnv>): string {
  const key = c.req.header('idempotency-key');
  // Node joins headers of one name to one text, which may be a key as well.
  const isOne = (c.env.incoming?.headersDistinct['idempotency-key'] ?? []).length < 2;
  if (key !== undefined && KEY.test(key) && isOne) return key;
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
 * Does a write once, whichever process of the service gets it. A repeat gets the first answer; another request under the
 * key is refused (422). An answer of 500 and above is not kept: the same request may be sent again. One of 404, 422 or 429
 * frees the key. While the ledger is away the act itself still happens once, because the purchase knows its name, and a
 * request is compared with those that this process has seen: what another process has seen is known to the ledger alone.
 */
export function onceOnly(
  ledger: Ledger,
  now: () => Date,
  { waitForTurnMs = WAIT_FOR_TURN_MS }: { waitForTurnMs?: number } = {},
): (write: Write, act: () => Promise<Answered>) => Promise<OnceOnly> {
  const underWay = new Map<string, Promise<OnceOnly>>();
  const seen = writesSeen();

  const once = async (name: string, write: Write, act: () => Promise<Answered>): Promise<OnceOnly> => {
    const { caller, key, purchaseId, byTurn = false } = write;
    const asked = createHash('sha256').update(JSON.stringify(write.asked)).digest('hex');
    const request = { caller: caller.name, requestKey: key, asked, purchaseId };
    const waitUntil = performance.now() + waitForTurnMs;
    let again = false;
    let isElsewhere = false;
    for (;;) {
      const known = await unlessAway(rememberRequest(ledger, request, now()));
      const before = seen.before(name, known);
      if (known?.request === 'other' || (before ?? asked) !== asked) throw keyUsed();
      if (known?.request === 'again' && known.answer !== undefined) {
        const { status, body } = known.answer;
        return { answer: { status, body: body as object }, replayed: true };
      }
      again ||= known?.request === 'again' || before !== undefined;
      seen.note(name, { asked, isOnRecord: known !== undefined });
      if (!byTurn) break;
      // With the ledger away nobody can have a turn, unless one was seen to have it: only the ledger says when that is over.
      if (known !== undefined || !isElsewhere) {
        const turn = await unlessAway(takeTurn(ledger, request, TURN_MS));
        if (turn === true || (turn === undefined && !isElsewhere)) break;
        isElsewhere = true;
      }
      if (performance.now() > waitUntil) throw underWayElsewhere();
      await delay(LOOK_AGAIN_MS);
    }
    let answer: Answered | undefined;
    try {
      answer = await act();
    } finally {
      if (byTurn && (answer?.status ?? 500) >= 500) await unlessAway(giveTurnBack(ledger, request));
    }
    if (DONE_NOTHING.has(answer.status)) {
      seen.forget(name);
      await unlessAway(forgetRequest(ledger, request));
    } else if (answer.status < 500) await unlessAway(rememberAnswer(ledger, request, answer));
    return { answer, replayed: again };
  };

  return async (write, act) => {
    const name = requestIdOf(write);
    // Those that come meanwhile wait, go one after the other, and are compared with the first.
    for (let before = underWay.get(name); before !== undefined; before = underWay.get(name)) {
      await before.catch(() => undefined);
    }
    const doing = once(name, write, act);
    underWay.set(name, doing);
    try {
      return await doing;
    } finally {
      if (underWay.get(name) === doing) underWay.delete(name);
    }
  };
}

/** The writes that this process has seen, by the names of their requests, for when the ledger does not know them. */
function writesSeen() {
  const seen = new Map<string, { asked: string; isOnRecord: boolean }>();
  return {
    /** What was asked under the name, unless the ledger has that on record, or has had and erased it: then it compares. */
    before(name: string, known: Remembered | undefined): string | undefined {
      const write = seen.get(name);
      const isLedgers = known !== undefined && (known.request !== 'first' || write?.isOnRecord === true);
      return isLedgers ? undefined : write?.asked;
    },
    note(name: string, write: { asked: string; isOnRecord: boolean }): void {
      seen.delete(name);
      seen.set(name, write);
      const [oldest] = seen.size > MOST_SEEN ? seen.keys() : [];
      if (oldest !== undefined) seen.delete(oldest);
    },
    forget: (name: string): void => void seen.delete(name),
  };
}

const underWayElsewhere = (): Error =>
  new ProblemError(
    unavailable(
      'under_way',
      'This request is being carried out: repeat it under the same key for its answer.',
    ),
  );

const keyUsed = (): Error =>
  refuse(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key belongs to another request: send a new key with a new request.',
  );
