import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { createKey, revokeKey } from '../../../src/operations/api-keys.ts';
import { keyRing } from '../../../src/web/api/key-ring.ts';
import { emptyLedger } from '../../ledger/empty-ledger.ts';

test('a key that was revoked while nobody asked opens nothing, neither for the first request nor for those beside it', async () => {
  const ledger = await emptyLedger();
  const evening = new Date('2026-03-01T20:00:00.000Z');
  const { keyId, token } = await createKey(ledger, { caller: 'shop', role: 'service' }, evening);
  const ring = keyRing(ledger);
  const caller = { keyId, name: 'shop', role: 'service' };
  expect(await ring.identify(token, evening.getTime())).toEqual({ known: true, caller });
  const night = evening.getTime() + 3_600_000;
  await revokeKey(ledger, keyId, new Date(night));
  const morning = night + 8 * 3_600_000;
  const unknown = { known: false, why: 'unknown' };
  expect(await Promise.all([ring.identify(token, morning), ring.identify(token, morning)])).toEqual([
    unknown,
    unknown,
  ]);
});

test('a key that expires opens nothing from then on, also while the ledger does not answer', async () => {
  const ledger = await emptyLedger();
  const at = new Date('2026-03-01T20:00:00.000Z');
  const expiresAt = new Date(at.getTime() + 60_000);
  const { keyId, token } = await createKey(ledger, { caller: 'shop', role: 'service', expiresAt }, at);
  let isAway = false;
  const away = openPostgres('postgres://nobody@127.0.0.1:9/none', { connectTimeoutMs: 200 });
  onTestFinished(() => away.destroy());
  const ring = keyRing(
    new Proxy(ledger, {
      get(real, name) {
        const used = isAway ? away : real;
        const member: unknown = Reflect.get(used, name, used);
        return typeof member === 'function' ? (member.bind(used) as unknown) : member;
      },
    }),
  );
  const known = { known: true, caller: { keyId, name: 'shop', role: 'service' } };
  expect(await ring.identify(token, at.getTime())).toEqual(known);
  isAway = true;
  expect(await ring.identify(token, expiresAt.getTime() - 1)).toEqual(known);
  expect(await ring.identify(token, expiresAt.getTime())).toEqual({ known: false, why: 'unknown' });
});
