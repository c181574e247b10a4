import { expect, test } from 'vitest';
import { customerLinks } from '../../src/links/customer-links.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';

const CONFIG = { publicUrl: 'https://returns.instaotp.example', secret: Buffer.alloc(32, 'links of a test') };

test('an occasion of the same name has the same link for one purchase and address, and another one for others', async () => {
  const ledger = await emptyLedger();
  const links = customerLinks(ledger, CONFIG);
  const linkFor = (purchaseId: string, email = 'anna@example.org') =>
    links.linkFor({ purchaseId, name: 'opening', email, correctedAt: undefined });
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

const MAIL = {
  messageId: '<remediation_started.1.p1@instaotp.example>',
  purchaseId: 'p1',
  template: 'remediation_started',
  n: 1,
  recipient: 'anna@example.org',
  subject: 'We are putting it right',
  text: 'See https://returns.instaotp.example/purchases/p1',
  html: '',
} as const;

const POSTED = '2026-03-02T10:00:00.000Z';
const A_MS_LATER = '2026-03-02T10:00:00.001Z';

test('the link of a mail that is tried again after a correction is the one from before it, and opens nothing', async () => {
  const ledger = await emptyLedger();
  const links = customerLinks(ledger, CONFIG);
  const tried = async (): Promise<string> =>
    (await links.withLink({ ...MAIL, postedAt: Date.parse(POSTED) })).text.split('/l/')[1] ?? '';
  const token = await tried();
  const opens = async (correctedAt: string | undefined): Promise<boolean | undefined> =>
    (await links.find(token))?.opens({ email: MAIL.recipient, correctedAt }, new Date());
  expect([await opens(undefined), await opens(POSTED), await opens(A_MS_LATER)]).toEqual([true, true, false]);
  expect(await tried()).toBe(token);
  expect(await opens(A_MS_LATER)).toBe(false);
});

test('a link that went to another address than the purchase has opens nothing, whatever is known of corrections', async () => {
  const links = customerLinks(await emptyLedger(), CONFIG);
  // Sent to the old address after the correction, for instance by a mail that was on its way.
  const { text } = await links.withLink({ ...MAIL, postedAt: Date.parse(A_MS_LATER) });
  const found = await links.find(text.split('/l/')[1] ?? '');
  const opens = (email: string, correctedAt: string | undefined): boolean | undefined =>
    found?.opens({ email, correctedAt }, new Date());
  expect([opens(MAIL.recipient, POSTED), opens('new@example.org', POSTED)]).toEqual([true, false]);
  expect(opens('new@example.org', undefined)).toBe(false);
});

test('a link that an earlier version made ends with a correction after it was made', async () => {
  const ledger = await emptyLedger();
  const links = customerLinks(ledger, CONFIG, () => new Date(POSTED));
  const link = await links.linkFor({
    purchaseId: 'p1',
    name: 'opening',
    email: MAIL.recipient,
    correctedAt: undefined,
  });
  await ledger.updateTable('customer_links').set({ contact_as_of: null }).execute();
  const found = await links.find(link?.split('/l/')[1] ?? '');
  const opens = (correctedAt: string): boolean | undefined =>
    found?.opens({ email: MAIL.recipient, correctedAt }, new Date());
  expect([opens(POSTED), opens(A_MS_LATER)]).toEqual([true, false]);
});
