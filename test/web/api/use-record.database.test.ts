import { expect, test } from 'vitest';
import { recordUses } from '../../../src/web/api/use-record.ts';
import { emptyLedger } from '../../ledger/empty-ledger.ts';

test('a process that stops writes all uses that wait, however many', async () => {
  const ledger = await emptyLedger();
  const at = new Date('2026-03-01T10:00:00.000Z');
  const uses = recordUses(ledger, () => at);
  for (let n = 0; n < 2_500; n += 1) {
    uses.add({ keyId: 'k', at, method: 'GET', route: '/v1/stages', status: 200 });
  }
  await uses.stop();
  const rows = await ledger.selectFrom('api_uses').select('key_id').execute();
  expect(rows.length).toBe(2_500);
});
