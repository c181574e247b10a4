import { describe, expect, onTestFinished, test } from 'vitest';
import { ledgerDesk } from '../../src/cli/open-desk.ts';
import { endWords, progressWords, undeliveredWords } from '../../src/cli/resend-words.ts';
import type { RequestAnswer } from '../../src/client/request.ts';
import type { Desk } from '../../src/operations/desk.ts';
import { resendUndelivered } from '../../src/operations/resend-undelivered.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import { openMailer } from '../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { undeliveredMails } from '../../src/ledger/read/undelivered-mails.ts';
import { takeResendTurn } from '../../src/ledger/write/resend-turn.ts';
import { answer, mailServer } from '../emails/sending/mail-server.ts';
import { FROM } from '../emails/sending/mailer.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const now = new Date('2026-03-05T08:00:00.000Z');
const since = new Date('2026-03-05T00:00:00.000Z');
const closed = {
  stage: 'closed',
  result: { outcome: 'refunded', clause: 'R2', closedAt: '2026-03-04T00:00:00.000Z' },
} as const;

/** A purchase with these mails given up, each with words of its own. */
async function givenUp(
  ledger: Ledger,
  purchaseId: string,
  templates: readonly MailTemplate[],
  { open = false, at = now }: { open?: boolean; at?: Date } = {},
): Promise<void> {
  const needsAttention = templates.map((template) => ({
    step: 'notice' as const,
    reason: 'notice_undelivered',
    since: at.toISOString(),
    template,
  }));
  await recordSnapshot(
    ledger,
    snapshotOf(purchaseId, { status: { ...(open ? {} : closed), needsAttention } }),
    { now },
  );
  for (const template of templates) {
    const messageId = idOf(purchaseId, template);
    await mailRecord(ledger).tried({
      messageId,
      purchaseId,
      template,
      n: 1,
      recipient: 'old@customer.example',
      subject: template,
      text: `${template} of ${purchaseId}`,
      html: 'h',
    });
    await ledger
      .updateTable('mails')
      .set({ status: 'given_up', last_tried_at: at })
      .where('message_id', '=', messageId)
      .execute();
  }
}

const idOf = (purchaseId: string, template: MailTemplate): string =>
  `<${template}.1.${purchaseId}@instaotp.example>`;

function desk(ledger: Ledger, smtpUrl: string, at: () => Date = () => now): Desk {
  const mailer = openMailer({ smtpUrl, from: FROM }, mailRecord(ledger));
  onTestFinished(() => mailer.close());
  return ledgerDesk({ ledger, mailer, now: at });
}

/** What an open purchase answers that sends its mails again. */
const TAKEN: RequestAnswer = {
  accepted: true,
  stage: 'in_review',
  nextDeadline: null,
  allowedActions: { customer: [], support: [] },
  revision: 3,
};

interface Run {
  lines: string[];
  pauses: number[];
  asked: string[];
  all: boolean;
}

async function run(over: Desk): Promise<Run> {
  const [lines, pauses, asked]: [string[], number[], string[]] = [[], [], []];
  const mails = await over.undelivered({ since: since.toISOString() });
  const resending = await resendUndelivered(
    mails,
    { perMinute: 60 },
    {
      resend: (messageId) => over.resendUndelivered({ messageId, by: 'agent_7' }),
      ask: async (purchaseId) => {
        asked.push(purchaseId);
        return TAKEN;
      },
      pause: async (ms) => void pauses.push(ms),
      onProgress: (step) => lines.push(progressWords(step)),
    },
  );
  const end = endWords(resending);
  if (end !== undefined) lines.push(end);
  return { lines, pauses, asked, all: resending === 'all_out' };
}

describe('mails that were given up since an instant', () => {
  test('are listed without those that reached the customer later, and before anything is sent', async () => {
    const ledger = await emptyLedger();
    await givenUp(ledger, 'p1', ['funds_returned', 'claim_received']);
    await givenUp(ledger, 'p2', ['remedied'], { open: true });
    await givenUp(ledger, 'p3', ['funds_returned'], { at: new Date(since.getTime() - 1) });
    await givenUp(ledger, 'p4', ['funds_returned'], { at: since });
    await givenUp(ledger, 'p5', ['contact_corrected']);
    // Given up, then out under a new number after the address was corrected.
    await recordSnapshot(ledger, snapshotOf('p6', { status: closed }), { now });
    const copy = {
      purchaseId: 'p6',
      template: 'funds_returned',
      recipient: 'a@b.example',
      subject: 's',
      text: 't',
      html: 'h',
    } as const;
    for (const n of [1, 2])
      await mailRecord(ledger).tried({ ...copy, n, messageId: `<funds_returned.${n}.p6@x.example>` });
    await ledger
      .updateTable('mails')
      .set({ status: 'rejected', last_tried_at: now })
      .where('n', '=', 1)
      .where('purchase_id', '=', 'p6')
      .execute();

    const mails = await undeliveredMails(ledger, since);
    expect(mails.map(({ messageId, open }) => [messageId, open])).toEqual([
      [idOf('p4', 'funds_returned'), false],
      [idOf('p1', 'claim_received'), false],
      [idOf('p1', 'funds_returned'), false],
      [idOf('p2', 'remedied'), true],
    ]);
    expect(undeliveredWords(mails)).toBe(
      '4 mails of 3 purchases (2 funds_returned, 1 claim_received, 1 remedied)',
    );
  });

  test('go out once each, to the address as it is now, at the rate, with who asked; a second run sends nothing', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    await givenUp(ledger, 'p1', ['funds_returned', 'claim_received']);
    await givenUp(ledger, 'p2', ['remedied', 'claim_received'], { open: true });
    const first = await run(desk(ledger, server.url));
    expect(first).toEqual({
      all: true,
      asked: ['p2'],
      pauses: [1000, 1000],
      lines: [
        '1/3 p1 claim_received sent',
        '2/3 p2 sends again what it has given up',
        '3/3 p1 funds_returned sent',
      ],
    });
    expect(server.arrived.map(({ envelope, parsed }) => [envelope.to, parsed.subject])).toEqual([
      [['ada@customer.example'], 'claim_received'],
      [['ada@customer.example'], 'funds_returned'],
    ]);
    const resends = await ledger
      .selectFrom('mails')
      .selectAll()
      .where('resend_of', 'is not', null)
      .orderBy('template')
      .execute();
    expect(resends).toMatchObject([
      { resend_of: idOf('p1', 'claim_received'), resent_by: 'agent_7', status: 'accepted', attempts: 1 },
      { resend_of: idOf('p1', 'funds_returned'), resent_by: 'agent_7', status: 'accepted', attempts: 1 },
    ]);
    const { needs_attention: left, queued_at: queuedAt } = await ledger
      .selectFrom('purchases')
      .select(['needs_attention', 'queued_at'])
      .where('purchase_id', '=', 'p1')
      .executeTakeFirstOrThrow();
    expect({ left, queuedAt }).toEqual({ left: [], queuedAt: null });

    const second = await run(desk(ledger, server.url));
    expect(second.lines).toEqual(['1/1 p2 sends again what it has given up']);
    expect(server.arrived).toHaveLength(2);
  });

  test('interrupted between the mail server and the record: the next run repeats it under the same Message-ID, after two minutes', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    await givenUp(ledger, 'p1', ['funds_returned']);
    const messageId = idOf('p1', 'funds_returned');
    const turn = await takeResendTurn(ledger, { messageId, by: 'agent_7' }, now);
    if (!turn.yours) throw new Error(turn.why);
    expect(await takeResendTurn(ledger, { messageId, by: 'agent_8' }, now)).toEqual({
      yours: false,
      why: 'under_way',
    });
    expect((await run(desk(ledger, server.url))).lines).toEqual([
      '1/1 p1 funds_returned is being sent already, or was begun less than two minutes ago',
    ]);
    expect(server.arrived).toEqual([]);
    const later = new Date(now.getTime() + 120_000);
    expect((await run(desk(ledger, server.url, () => later))).lines).toEqual(['1/1 p1 funds_returned sent']);
    expect(server.arrived.map(({ parsed }) => parsed.messageId)).toEqual([turn.copy.messageId]);
    const noted = await ledger
      .selectFrom('timeline')
      .select('event')
      .where('source', '=', 'ledger')
      .execute();
    expect(noted).toEqual([{ event: 'mail_resent' }]);
  });

  test('of two who ask at once only one sends', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    await givenUp(ledger, 'p1', ['funds_returned']);
    const each = desk(ledger, server.url);
    const messageId = idOf('p1', 'funds_returned');
    const sent = await Promise.all(
      ['agent_7', 'agent_8'].map((by) => each.resendUndelivered({ messageId, by })),
    );
    expect(sent.map(({ result }) => result).toSorted()).toEqual(['accepted', 'passed_over']);
    expect(server.arrived).toHaveLength(1);
  });

  test('a mail that got out takes the purchase off the queue only if no other of its template is left', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer({
      onRcptTo: (_to, _session, done) =>
        server.arrived.length === 0 ? done() : done(answer(550, '5.1.1 no such user')),
    });
    await givenUp(ledger, 'p1', ['claim_refused']);
    const record = mailRecord(ledger);
    const copy = {
      purchaseId: 'p1',
      template: 'claim_refused',
      recipient: 'a@b.example',
      subject: 's',
      html: 'h',
    } as const;
    await record.tried({
      ...copy,
      n: 2,
      messageId: '<claim_refused.2.p1@instaotp.example>',
      text: 'another reason',
    });
    await ledger.updateTable('mails').set({ status: 'given_up', last_tried_at: now }).execute();
    const { lines, all } = await run(desk(ledger, server.url));
    expect({ lines, all }).toEqual({
      all: false,
      lines: ['1/2 p1 claim_refused sent', '2/2 p1 claim_refused refused for this address: 550 5.1.1'],
    });
    const { needs_attention: left } = await ledger
      .selectFrom('purchases')
      .select('needs_attention')
      .executeTakeFirstOrThrow();
    expect(left).toMatchObject([{ template: 'claim_refused' }]);
  });

  test('a mail server that takes none of them ends the run, and a later one begins where it ended', async () => {
    const ledger = await emptyLedger();
    let well = false;
    await using server = await mailServer({
      onRcptTo: (_to, _session, done) => (well ? done() : done(answer(554, '5.7.1 blocked'))),
    });
    for (let i = 1; i <= 7; i += 1) await givenUp(ledger, `p${i}`, ['funds_returned']);
    const stopped = await run(desk(ledger, server.url));
    expect(stopped.all).toBe(false);
    expect(stopped.lines).toHaveLength(6);
    expect(stopped.lines[0]).toBe(
      '1/7 p1 funds_returned not taken now: The mail server answered 554 5.7.1 to RCPT TO.',
    );
    expect(stopped.lines[5]).toBe(
      'Stopped: the mail server takes none of them. Mend that, and give the command again.',
    );
    well = true;
    // The tries themselves are on record by the host's clock.
    const later = new Date(Date.now() + 120_000);
    expect((await run(desk(ledger, server.url, () => later))).all).toBe(true);
    expect(server.arrived).toHaveLength(7);
    expect(new Set(server.arrived.map(({ parsed }) => parsed.messageId)).size).toBe(7);
  });
});
