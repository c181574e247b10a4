import { expect, test } from 'vitest';
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
