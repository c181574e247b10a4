import { describe, expect, test } from 'vitest';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { noticeIsOut, prepareResend } from '../../../src/ledger/write/resends.ts';
import { FROM, mail, MESSAGE_ID } from '../../emails/sending/mailer.ts';
import { mailServer } from '../../emails/sending/mail-server.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const now = new Date('2026-03-05T08:00:00.000Z');

describe('a mail that support sends again', () => {
  test('says the same to the address as it is now, as a row of its own that names the first', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    const { purchaseId } = mail;
    const customer = { customerId: 'cus_1', email: 'corrected@customer.example', name: 'Ada' };
    await recordSnapshot(ledger, snapshotOf(purchaseId, { snapshot: { customer } }), { now });
    const config = { smtpUrl: server.url, from: FROM };
    const mailer = openMailer(config, mailRecord(ledger));
    await mailer.send(mail);

    const resend = await prepareResend(ledger, { messageId: MESSAGE_ID, by: 'agent_7' }, now);
    if (!resend.possible) throw new Error(resend.message);
    const receipt = await mailer.handOver(resend.copy, resend.name);
    const again = await prepareResend(ledger, { messageId: resend.copy.messageId, by: 'agent_7' }, now);
    mailer.close();

    expect(receipt).toEqual({ status: 'accepted', messageId: resend.copy.messageId });
    expect(resend.copy.messageId).toMatch(
      /^<funds_returned\.1\.again-[0-9a-f]{8}\.p-1042@instaotp\.example>$/,
    );
    expect(again).toMatchObject({ possible: true, copy: { resendOf: MESSAGE_ID } });
    const [first, second] = server.arrived;
    expect(second?.envelope.to).toEqual(['corrected@customer.example']);
    expect(second?.parsed.subject).toBe(first?.parsed.subject);
    expect(second?.parsed.text).toBe(first?.parsed.text);
    expect(second?.parsed.html).toBe(first?.parsed.html);
    const rows = await ledger.selectFrom('mails').selectAll().orderBy('resend_of', 'desc').execute();
    expect(rows).toMatchObject([
      { message_id: MESSAGE_ID, resend_of: null, resent_by: null, status: 'accepted', attempts: 1 },
      { message_id: resend.copy.messageId, resend_of: MESSAGE_ID, resent_by: 'agent_7', status: 'accepted' },
    ]);
    const noted = await ledger.selectFrom('timeline').selectAll().where('source', '=', 'ledger').execute();
    expect(noted).toMatchObject([
      { event: 'mail_resent', actor: 'support', visibility: 'internal', at: now },
      { event: 'mail_resent' },
    ]);
  });

  test('has to be on record, with its copy, and be asked for by somebody', async () => {
    const ledger = await emptyLedger();
    const ask = async (messageId: string, by = 'agent_7') => {
      const answer = await prepareResend(ledger, { messageId, by }, now);
      return answer.possible ? answer.copy : answer.code;
    };
    expect(await ask('<none@nowhere.example>')).toBe('unknown_mail');
    expect(await ask(MESSAGE_ID, '')).toBe('malformed');
    const odd = { messageId: MESSAGE_ID, by: 'agent_7', to: 'a@b.example, c@d.example' };
    expect(await prepareResend(ledger, odd, now)).toMatchObject({ possible: false, code: 'malformed' });
    await recordSnapshot(ledger, snapshotOf('p1'), { now });
    const copy = { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', n: 1 } as const;
    const rest = { recipient: 'a@b.example', subject: 's', text: 't', html: 'h' };
    await mailRecord(ledger).tried({ ...copy, ...rest });
    await ledger.updateTable('mails').set({ text_body: null }).execute();
    expect(await ask(MESSAGE_ID)).toBe('no_copy');
    expect(
      await ledger.selectFrom('timeline').select('event').where('source', '=', 'ledger').execute(),
    ).toEqual([]);
  });

  test('to another address takes a closed purchase off the queue once that notice is out, and no other one', async () => {
    const ledger = await emptyLedger();
    const notice = (template: 'claim_closed' | 'funds_returned', since: string) =>
      ({ step: 'notice', reason: 'notice_undelivered', since, template }) as const;
    const needsAttention = [
      notice('funds_returned', '2026-03-04T08:00:00.000Z'),
      notice('claim_closed', '2026-03-04T09:00:00.000Z'),
    ];
    const result = { outcome: 'refunded', clause: 'R2', closedAt: '2026-03-03T00:00:00.000Z' } as const;
    for (const [id, status] of [
      ['closed', { stage: 'closed', result, needsAttention }],
      ['open', { needsAttention }],
    ] as const) {
      await recordSnapshot(
        ledger,
        snapshotOf(id, { status: { ...status, needsAttention: [...needsAttention] } }),
        { now },
      );
      const copy = {
        messageId: `<x.${id}@y.example>`,
        purchaseId: id,
        template: 'funds_returned',
        n: 1,
      } as const;
      await mailRecord(ledger).tried({
        ...copy,
        recipient: 'old@b.example',
        subject: 's',
        text: 't',
        html: 'h',
      });
      const to = 'new@customer.example';
      const resend = await prepareResend(ledger, { messageId: copy.messageId, by: 'agent_7', to }, now);
      if (!resend.possible) throw new Error(resend.message);
      expect(resend.copy.recipient).toBe(to);
      await noticeIsOut(ledger, resend.copy);
    }
    const left = await ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'needs_attention', 'queued_at'])
      .orderBy('purchase_id')
      .execute();
    expect(left).toEqual([
      {
        purchase_id: 'closed',
        needs_attention: [needsAttention[1]],
        queued_at: new Date('2026-03-04T09:00:00.000Z'),
      },
      {
        purchase_id: 'open',
        needs_attention: needsAttention,
        queued_at: new Date('2026-03-04T08:00:00.000Z'),
      },
    ]);
  });
});
