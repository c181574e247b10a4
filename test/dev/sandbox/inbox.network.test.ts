import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startInbox, type Inbox } from '../../../dev/sandbox/inbox.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');

async function openInbox(dataDir?: string): Promise<Inbox> {
  const inbox = await startInbox({ port: 0, dataDir, now: () => NOW });
  onTestFinished(() => inbox.down());
  return inbox;
}

/** Sends as our own mailer would. Resolves with `accepted`, the SMTP code, or the system's code. */
async function send(inbox: Inbox, options: { messageId?: string; to?: string } = {}): Promise<unknown> {
  const { messageId = '<funds_returned.1.p1@returns.example>', to = 'anna@customer.example' } = options;
  const transport = createTransport(inbox.url);
  const mail = {
    messageId,
    to,
    from: 'returns@returns.example',
    subject: 'Grüße',
    text: 'Guten Tag',
    html: '<p>Tag</p>',
  };
  return transport
    .sendMail(mail)
    .then(
      () => 'accepted',
      (error: { responseCode?: number; code?: string }) => error.responseCode ?? error.code,
    )
    .finally(() => transport.close());
}

test('a mail of ours is kept with template, number and purchase', async () => {
  const inbox = await openInbox();
  expect(await send(inbox)).toBe('accepted');
  expect(inbox.messages()).toMatchObject([
    {
      messageId: 'funds_returned.1.p1@returns.example',
      template: 'funds_returned',
      n: 1,
      purchaseId: 'p1',
      to: 'anna@customer.example',
      subject: 'Grüße',
      text: 'Guten Tag\n',
      html: '<p>Tag</p>\n',
      receivedAt: NOW,
    },
  ]);
});

test.each([
  ['sent again by hand', '<funds_returned.1.again-0a1b2c3d.p1@returns.example>'],
  ['of a run that followed a reset', '<funds_returned.1.0a1b2c3d4e5f.p1@returns.example>'],
])('a mail %s is kept as one of its purchase', async (_, messageId) => {
  const inbox = await openInbox();
  await send(inbox, { messageId });
  expect(inbox.messages()).toMatchObject([
    { messageId: messageId.slice(1, -1), template: 'funds_returned', n: 1, purchaseId: 'p1' },
  ]);
});

test('a mail with a foreign Message-ID is kept as nobody’s', async () => {
  const inbox = await openInbox();
  await send(inbox, { messageId: '<abc@elsewhere.example>' });
  expect(inbox.messages()).toMatchObject([
    { messageId: 'abc@elsewhere.example', template: null, n: null, purchaseId: null },
  ]);
});

test('the same Message-ID twice is shown as two mails', async () => {
  const inbox = await openInbox();
  await send(inbox);
  await send(inbox);
  expect(inbox.messages().map(({ messageId }) => messageId)).toEqual([
    'funds_returned.1.p1@returns.example',
    'funds_returned.1.p1@returns.example',
  ]);
});

describe('faults', () => {
  test('a recipient is refused as often as told, then taken; nothing refused is kept', async () => {
    const inbox = await openInbox();
    inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 2 });
    expect([await send(inbox), await send(inbox), await send(inbox)]).toEqual([451, 451, 'accepted']);
    expect(inbox.messages()).toHaveLength(1);
  });

  test('one recipient is refused for good, others are not', async () => {
    const inbox = await openInbox();
    const recipient = 'typo@customer.example';
    inbox.addFault({ kind: 'refuse_recipient', code: 550, times: 'until_cleared', recipient });
    expect(await send(inbox, { to: recipient })).toBe(550);
    expect(await send(inbox)).toBe('accepted');
    expect(await send(inbox, { to: recipient })).toBe(550);
    inbox.clearFaults();
    expect(await send(inbox, { to: recipient })).toBe('accepted');
  });

  test('a connection dropped after the data leaves a mail that its sender knows nothing of', async () => {
    const inbox = await openInbox();
    inbox.addFault({ kind: 'drop_after_data', times: 1 });
    expect(await send(inbox)).not.toBe('accepted');
    expect(inbox.messages()).toHaveLength(1);
    expect(await send(inbox)).toBe('accepted');
    expect(inbox.messages()).toHaveLength(2);
  });

  test('down refuses connections, up takes them again at the same address', async () => {
    const inbox = await openInbox();
    await send(inbox);
    await inbox.down();
    await inbox.down();
    expect(await send(inbox)).toBe('ESOCKET');
    await inbox.up();
    expect(await send(inbox)).toBe('accepted');
    expect(inbox.messages()).toHaveLength(2);
  });
});

test('a restart keeps the mails, in their order, as .eml files', async () => {
  const dataDir = temporaryFolder();
  const first = await openInbox(dataDir);
  await send(first, { messageId: '<claim_received.1.p1@returns.example>' });
  await send(first, { messageId: '<funds_returned.1.p1@returns.example>' });
  const before = first.messages();
  await first.down();

  const second = await openInbox(dataDir);
  expect(second.messages()).toEqual(before);
  await send(second, { messageId: '<claim_closed.1.p2@returns.example>' });
  expect(second.messages().map(({ template }) => template)).toEqual([
    'claim_received',
    'funds_returned',
    'claim_closed',
  ]);
  expect(readdirSync(join(dataDir, 'sandbox', 'inbox')).toSorted()).toEqual([
    `00000001-${NOW}.eml`,
    `00000002-${NOW}.eml`,
    `00000003-${NOW}.eml`,
  ]);
});
