import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { onceOnly, type Answered, type Write } from '../../../src/web/api/idempotency.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { emptyLedger } from '../../ledger/empty-ledger.ts';

const now = (): Date => new Date('2026-03-01T10:00:00.000Z');
const caller = { keyId: 'k', name: 'agent-1', role: 'agent' } as const;
const write = (asked: string): Write => ({ caller, key: 'one', asked: [asked], purchaseId: 'p1' });
const done: Answered = { status: 200, body: { sent: true } };

test('of several at once, after the first has failed, one does it and the others get its answer', async () => {
  const once = onceOnly(await emptyLedger(), now);
  let tries = 0;
  let effects = 0;
  const act = async (): Promise<Answered> => {
    tries += 1;
    if (tries === 1) throw new Error('the mail server was away');
    effects += 1;
    // As long as a mail server takes, so that others would come in between.
    await delay(200);
    return done;
  };
  const all = await Promise.allSettled([1, 2, 3, 4].map(() => once(write('resend'), act)));
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(all.flatMap((each) => (each.status === 'fulfilled' ? [each.value.answer] : []))).toEqual([
    done,
    done,
    done,
  ]);
  expect({ tries, effects }).toEqual({ tries: 2, effects: 1 });
});

test.each([404, 422, 429])(
  'an answer of %i did nothing, so its key takes another request',
  async (status) => {
    const once = onceOnly(await emptyLedger(), now);
    const nothing = await once(write('a'), () => Promise.resolve({ status, body: {} }));
    expect(nothing).toEqual({ answer: { status, body: {} }, replayed: false });
    expect(await once(write('b'), () => Promise.resolve(done))).toEqual({ answer: done, replayed: false });
    await expect(once(write('a'), () => Promise.resolve(done))).rejects.toMatchObject({
      problem: { status: 422, code: 'idempotency_key_reused' },
    });
  },
);

describe('while the ledger is away', () => {
  /** Away until it is told to be back. */
  function ledgerAway(ledger: Ledger): { ledger: Ledger; back: () => void } {
    const away = openPostgres('postgres://nobody@127.0.0.1:1/nothing');
    let current = away;
    const proxy = new Proxy(ledger, {
      get: (_target, name) => Reflect.get(current, name, current) as unknown,
    });
    return { ledger: proxy, back: () => void (current = ledger) };
  }

  test('a key of another request is refused, and the request itself is done once and marked as a repeat', async () => {
    const { ledger, back } = ledgerAway(await emptyLedger());
    const once = onceOnly(ledger, now);
    const act = vi.fn<() => Promise<Answered>>(() => Promise.resolve(done));
    const keyUsed = { problem: { status: 422, code: 'idempotency_key_reused' } };
    expect(await once(write('a'), act)).toEqual({ answer: done, replayed: false });
    await expect(once(write('b'), act)).rejects.toMatchObject(keyUsed);
    // The purchase knows the name of the request, and gives its first answer again.
    expect(await once(write('a'), act)).toEqual({ answer: done, replayed: true });
    back();
    await expect(once(write('b'), act)).rejects.toMatchObject(keyUsed);
    expect(await once(write('a'), act)).toEqual({ answer: done, replayed: true });
    await expect(once(write('b'), act)).rejects.toMatchObject(keyUsed);
    expect(act).toHaveBeenCalledTimes(3);
  });

  test('a key whose request did nothing takes another one', async () => {
    const { ledger } = ledgerAway(await emptyLedger());
    const once = onceOnly(ledger, now);
    await once(write('a'), () => Promise.resolve({ status: 422, body: {} }));
    expect(await once(write('b'), () => Promise.resolve(done))).toEqual({ answer: done, replayed: false });
  });
});

test('a key whose request was erased with its purchase takes another one', async () => {
  const ledger = await emptyLedger();
  const once = onceOnly(ledger, now);
  await once(write('a'), () => Promise.resolve(done));
  await ledger.deleteFrom('api_requests').execute();
  expect(await once(write('b'), () => Promise.resolve(done))).toEqual({ answer: done, replayed: false });
});

describe('what its key alone keeps from happening twice', () => {
  const mail: Write = { ...write('resend'), byTurn: true };

  test('is done by one of two processes, and the other gets its answer', async () => {
    const ledger = await emptyLedger();
    let effects = 0;
    const act = async (): Promise<Answered> => {
      effects += 1;
      await delay(300);
      return { status: 200, body: { mail: effects } };
    };
    const [first, second] = [onceOnly(ledger, now), onceOnly(ledger, now)];
    const both = await Promise.all([first(mail, act), second(mail, act)]);
    const one = { status: 200, body: { mail: 1 } };
    expect(both.map(({ answer }) => answer)).toEqual([one, one]);
    expect(both.filter(({ replayed }) => replayed)).toHaveLength(1);
    expect(effects).toBe(1);
  });

  test('is done by the other process after the first has failed', async () => {
    const ledger = await emptyLedger();
    let tries = 0;
    const act = async (): Promise<Answered> => {
      tries += 1;
      if (tries > 1) return done;
      await delay(300);
      throw new Error('the mail server was away');
    };
    const both = [onceOnly(ledger, now), onceOnly(ledger, now)].map((once) => once(mail, act));
    const ends = await Promise.allSettled(both);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries).toBe(2);
  });

  test('is done by nobody while a process has the turn, and by the next one after that is gone', async () => {
    const ledger = await emptyLedger();
    const patient = onceOnly(ledger, now, { waitForTurnMs: 0 });
    // A process that was killed in the middle.
    void onceOnly(ledger, now)(mail, () => new Promise(() => undefined)).catch(() => undefined);
    await vi.waitFor(async () => {
      const rows = await ledger.selectFrom('api_requests').select('turn_until').execute();
      expect(rows).toEqual([{ turn_until: expect.any(Date) }]);
    });
    let effects = 0;
    const act = (): Promise<Answered> => {
      effects += 1;
      return Promise.resolve(done);
    };
    await expect(patient(mail, act)).rejects.toMatchObject({
      problem: { status: 503, code: 'under_way', headers: { 'retry-after': '5' } },
    });
    expect(effects).toBe(0);
    await ledger
      .updateTable('api_requests')
      .set({ turn_until: sql`now() - interval '1 millisecond'` })
      .execute();
    expect(await patient(mail, act)).toEqual({ answer: done, replayed: true });
    expect(effects).toBe(1);
  });

  test('is not done twice while the ledger hangs: a process that waits for another gives up with a 503, and the same key has the answer later', async () => {
    const ledger = await emptyLedger();
    let effects = 0;
    let finish = (_answer: Answered): void => undefined;
    const act = (): Promise<Answered> => {
      effects += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const first = onceOnly(ledger, now)(mail, act);
    await vi.waitFor(() => expect(effects).toBe(1));

    const watched = watchedFor(ledger, 'UpdateQueryNode');
    const second = onceOnly(watched.ledger, now, { waitForTurnMs: 1_000 })(mail, act);
    second.catch(() => undefined);
    await watched.answered;
    // Every statement on it waits, until it is given up.
    let letGo = (): void => undefined;
    const held = ledger.transaction().execute(async (transaction) => {
      await sql`lock table ledger.api_requests in access exclusive mode`.execute(transaction);
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    });
    await expect(second).rejects.toMatchObject({
      problem: { status: 503, code: 'under_way', headers: { 'retry-after': '5' } },
    });
    letGo();
    await held;
    finish(done);
    expect(await first).toEqual({ answer: done, replayed: false });
    expect(await onceOnly(ledger, now)(mail, act)).toEqual({ answer: done, replayed: true });
    expect(effects).toBe(1);
  });
});

/** A ledger, and when it has answered its first statement of a kind. */
function watchedFor(ledger: Ledger, kind: string): { ledger: Ledger; answered: Promise<void> } {
  const asked = new WeakSet<object>();
  let seen = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const watching = ledger.withPlugin({
    transformQuery({ node, queryId }) {
      if (node.kind === kind) asked.add(queryId);
      return node;
    },
    transformResult({ result, queryId }) {
      if (asked.has(queryId)) seen();
      return Promise.resolve(result);
    },
  });
  return { ledger: watching, answered };
}
