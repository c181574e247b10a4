import { expect, test } from 'vitest';
import { customerLinks } from '../../src/links/customer-links.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';

const CONFIG = { publicUrl: 'https://returns.instaotp.example', secret: Buffer.alloc(32, 'links of a test') };

test('an occasion of the same name has the same link for one purchase and address, and another one for others', async () => {
  const ledger = await emptyLedger();
  const links = customerLinks(ledger, CONFIG);
  const linkFor = (purchaseId: string, email = 'anna@example.org') =>
    links.linkFor({ purchaseId, name: 'opening', email });
  const first = await linkFor('p1');
  expect(await linkFor('p1')).toBe(first);
  expect(new Set([first, await linkFor('p2'), await linkFor('p1', 'other@example.org')]).size).toBe(3);
  // As an earlier version has kept it, so that an opening which is repeated after it still has its link.
  const { occasion } = await ledger
    .selectFrom('customer_links')
    .select('occasion')
    .where('purchase_id', '=', 'p2')
    .executeTakeFirstOrThrow();
  expect(occasion).toMatch(/^opening p2 [\w-]{16}$/);
});
