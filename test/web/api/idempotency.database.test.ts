import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onceOnly, type Answered, type Write } from '../../../src/web/api/idempotency.ts';
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
