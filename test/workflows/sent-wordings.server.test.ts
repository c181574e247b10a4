import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from 'vitest';
import { refundKey, workflowIdOf } from '../../src/contract/ids.ts';
import type { Mail, MailContent, MailReceipt } from '../../src/contract/mail.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { RIG_MAIL_FROM } from '../../dev/rig/rig.ts';
import { openMailer } from '../../src/emails/sending/mailer.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { reconcile } from '../../src/operations/reconcile/reconcile.ts';
import { SAMPLES } from '../../dev/mails/samples.ts';
import { mailsIn, wordingOf, type HistoryEvent } from './mails-asked-for.ts';
import { sharedRig, type SharedRig } from './test-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';
const NOTE = 'Looked into it.';
const NON_RECEIPT = { claimType: 'non_receipt', reason: WHY } as const;
const INVALID_NUMBER = { claimType: 'invalid_number', reason: WHY } as const;
const MAJOR_DEFECT = { claimType: 'major_defect', reason: WHY } as const;
const NOT_POSSIBLE = { outcome: 'not_possible', summary: 'The card is dead.' } as const;
const DONE = { outcome: 'done', summary: 'The route was repaired.' } as const;

/** Until the automatic return has begun. */
const NO_SMS_MS = 21 * MINUTE_MS;

let rig: SharedRig;

async function used(play: Play): Promise<void> {
  await play.sms();
  await play.completed();
}

/** Paths whose wordings no journey of the demo sends. */
const PATHS: Readonly<Record<string, (play: Play) => Promise<void>>> = {
  async 'the money comes back another way'(play) {
    play.fault('refund', { kind: 'refused', reason: 'till closed' });
    await play.pass(NO_SMS_MS);
    const reference = 'chargeback-7';
    await play.support('settleByHand', {
      step: 'refund',
      action: 'returned_otherwise',
      reference,
      note: NOTE,
    });
  },
  async 'a cancel that is put off, a parked claim, and an SMS that comes to light after the window'(play) {
    await play.support('correctContact', { email: `right-${play.purchaseId}@customer.example` });
    const over = play.fault('cancel', { kind: 'too_early' });
    await play.pass(NO_SMS_MS);
    await play.refused('submitClaim', INVALID_NUMBER, 'needs_sms');
    await play.customer('submitClaim', NON_RECEIPT);
    await play.pass(6 * DAY_MS);
    rig.sandbox.shop.deliverSms(play.purchaseId);
    rig.sandbox.shop.complete(play.purchaseId);
    over();
    await play.pass(2 * DAY_MS);
  },
  async 'an automatic return that is on its way, and a claim after the window'(play) {
    play.fault('refund', { kind: 'pending' });
    await play.cancelled();
    await play.pass(6 * DAY_MS);
    await play.refused('submitClaim', NON_RECEIPT, 'too_late');
  },
  async 'more evidence, a late review, a refund that is long on its way'(play) {
    await used(play);
    await play.customer('submitClaim', INVALID_NUMBER);
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'ev_1' }] });
    await play.support('decideClaim', { decision: 'request_evidence', note: NOTE });
    await play.customer('addEvidence', { evidence: [{ evidenceId: 'ev_2' }] });
    await play.pass(6 * DAY_MS);
    play.fault('refund', { kind: 'pending' });
    await play.support('decideClaim', { decision: 'approve', note: NOTE });
    await play.pass(9 * DAY_MS);
  },
  async 'evidence for an SMS that never came'(play) {
    await play.completed();
    await play.customer('submitClaim', NON_RECEIPT);
    await play.support('decideClaim', { decision: 'request_evidence', note: NOTE });
    await play.pass(5 * DAY_MS);
  },
  async 'withdrawn in the window, and after it'(play) {
    await used(play);
    await play.customer('submitClaim', INVALID_NUMBER);
    await play.customer('withdrawClaim', {});
    await play.pass(4 * DAY_MS);
    await play.customer('submitClaim', INVALID_NUMBER);
    await play.pass(30 * HOUR_MS);
    await play.customer('withdrawClaim', {});
  },
  async 'a defect rejected, another one whose access is answered by silence'(play) {
    await used(play);
    await play.customer('submitClaim', MAJOR_DEFECT);
    await play.support('decideClaim', { decision: 'reject', clause: 'X3', note: NOTE });
    await play.customer('submitClaim', MAJOR_DEFECT);
    await play.support('requestAccess', { what: 'The log of your host.' });
    await play.pass(15 * DAY_MS);
  },
  async 'disputed twice, then replaced'(play) {
    await used(play);
    await play.customer('submitClaim', MAJOR_DEFECT);
    await play.support('reportRemediation', DONE);
    await play.customer('disputeRemediation', { reason: WHY });
    await play.support('reportRemediation', DONE);
    await play.customer('disputeRemediation', { reason: WHY });
    await play.customer('chooseRemedy', { remedy: 'replacement' });
  },
};

/** Refunds that are confirmed, and that fail once they are. */
const REFUNDED: Readonly<Record<string, (play: Play) => Promise<void>>> = {
  'an automatic return that fails later': (play) => play.cancelled(),
  async 'a replacement chosen until none is left, and a refund that fails later'(play) {
    play.fault('replacement', { kind: 'out_of_stock' });
    await used(play);
    await play.customer('submitClaim', MAJOR_DEFECT);
    await play.support('reportRemediation', NOT_POSSIBLE);
    while ((await play.status()).stage === 'awaiting_choice') {
      await play.customer('chooseRemedy', { remedy: 'replacement' });
    }
  },
};

/** The mails of every journey of the demo, as it was recorded for this version. */
function mailsOfJourneys(): MailContent[] {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const folder = new URL(`../histories/${version}/`, import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const history = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { events: HistoryEvent[] };
    return mailsIn(history.events);
  });
}

async function mailsOf({ purchaseId }: Play): Promise<MailContent[]> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return mailsIn(events ?? []);
}

/** Plays each path on a purchase of its own, a few at a time. */
async function played(paths: readonly ((play: Play) => Promise<void>)[]): Promise<Play[]> {
  const plays: Play[] = [];
  const left = paths.values();
  const lane = async (): Promise<void> => {
    for (const act of left) {
      const play = await openPlay(rig, {}, { timeoutMs: 120_000 });
      plays.push(play);
      await act(play);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return plays;
}

/** What the reconciliation mails of refunds that fail after they were confirmed. */
async function mailsOfFailedRefunds(plays: readonly Play[]): Promise<MailContent[]> {
  const { temporal, taskQueue, ledger, sandbox } = rig;
  for (const { purchaseId } of plays) {
    const refund = sandbox.shopData.refunds[refundKey(purchaseId)];
    if (refund === undefined) throw new Error(`${purchaseId} was not refunded`);
    refund.status = 'refused';
  }
  const mailer = openMailer({ smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM }, mailRecord(ledger));
  const sent: MailContent[] = [];
  const sendMail = (mail: Mail): Promise<MailReceipt> => {
    sent.push(mail.content);
    return mailer.send(mail);
  };
  const shop = httpOrderService({ url: sandbox.orderServiceUrl, token: sandbox.token });
  await reconcile({ temporal, taskQueue, ledger, shop, sendMail }, { now: new Date() });
  mailer.close();
  return sent;
}

describe('every wording of a mail is sent on a path of the policy', () => {
  const sent = new Set<string>();

  beforeAll(async () => {
    rig = await sharedRig();
    const [plays, refunded] = await Promise.all([
      played(Object.values(PATHS)),
      played(Object.values(REFUNDED)),
    ]);
    const contents = [
      ...mailsOfJourneys(),
      ...(await Promise.all([...plays, ...refunded].map(mailsOf))).flat(),
      ...(await mailsOfFailedRefunds(refunded)),
    ];
    for (const content of contents) sent.add(wordingOf(content));
  });

  // A link is asked for on a page, and not sent on a path of the policy: test/web/customer/find.server.test.ts.
  const onPaths = SAMPLES.filter(({ content }) => content.template !== 'link_requested');
  test.each(onPaths)('$name', ({ content }) => {
    expect([...sent].toSorted()).toContain(wordingOf(content));
  });
});
