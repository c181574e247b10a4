import type { Journey } from '../../dev/demo/journeys.ts';
import { playOn, type Play } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import type { FaultRig } from './fault-rig.ts';
import { patience } from './patience.ts';

/** A journey that needs more than its own play: the shop's counter, or the replacements. */
export interface MoneyPath extends Omit<Journey, 'play'> {
  play: (play: Play, rig: FaultRig) => Promise<void>;
}

const PRICE = { amount: 149, currency: 'EUR' };
const PAID_BACK = { refunds: [PRICE], replacements: 0 };
const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it three times.',
} as const;
const HOPELESS = { outcome: 'not_possible', summary: 'The card is dead.' } as const;
const NO_SMS_MS = 21 * MINUTE_MS;
/** The seven tries of a step are over, and its next round has not begun. */
const TRIED_MS = 12 * MINUTE_MS;

async function replacementChosen(play: Play): Promise<void> {
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', DEFECT);
  await play.support('reportRemediation', HOPELESS);
  await play.customer('chooseRemedy', { remedy: 'replacement' });
}

/** The purchase that was issued in place of this one. */
async function replacementOf(play: Play, rig: FaultRig): Promise<Play> {
  const { replacement } = await play.status();
  const order = rig.sandbox.shopData.purchases[replacement?.purchaseId ?? '']?.order;
  if (!order) throw new Error(`${play.purchaseId} has no replacement`);
  const next = playOn(rig, order, patience(rig, { sitsOutBackOffs: true, untilMailed: true }));
  await next.idle();
  return next;
}

/** Where money moves and the journeys of the demo do not go. */
export const MONEY_PATHS: readonly MoneyPath[] = [
  {
    name: 'refund-pending',
    title: 'The refund is on its way for two days, is polled, and arrives',
    async play(play, rig) {
      play.fault('refund', { kind: 'pending' });
      await play.pass(NO_SMS_MS);
      await play.pass(2 * DAY_MS);
      rig.sandbox.shop.releaseRefund(play.purchaseId);
      await play.pass(DAY_MS + HOUR_MS);
    },
    expected: {
      outcome: 'refunded',
      clause: 'R2',
      ...PAID_BACK,
      emails: ['funds_returned', 'refund_pending'],
    },
  },
  {
    name: 'refund-refused-by-hand',
    title: 'The shop refuses the refund; support pays by hand and says so',
    async play(play) {
      play.fault('refund', { kind: 'refused', reason: 'till closed' });
      await play.pass(NO_SMS_MS);
      await play.support('settleByHand', {
        step: 'refund',
        action: 'done',
        reference: 'transfer-1',
        note: 'Paid by bank transfer.',
      });
    },
    expected: {
      outcome: 'refunded',
      clause: 'R2',
      refunds: [],
      replacements: 0,
      emails: ['funds_returned', 'refund_delayed'],
    },
  },
  {
    name: 'refund-answer-lost',
    title: 'The answer to the refund is lost; it is looked up and found',
    async play(play) {
      play.fault('refund', { kind: 'answer_lost_after_effect' }, 1);
      await play.pass(NO_SMS_MS);
    },
    expected: { outcome: 'refunded', clause: 'R2', ...PAID_BACK, emails: ['funds_returned'] },
  },
  {
    name: 'refund-request-lost',
    title: 'The refund never reaches the shop; looked up, not found, sent again',
    async play(play) {
      play.fault('refund', { kind: 'drop' }, 1);
      await play.pass(NO_SMS_MS);
    },
    expected: { outcome: 'refunded', clause: 'R2', ...PAID_BACK, emails: ['funds_returned'] },
  },
  {
    name: 'cancel-by-hand',
    title: 'The cancel does not get through; support does it by hand, it is looked up, the funds return',
    async play(play) {
      const mended = play.fault('cancel', { kind: 'status', status: 503 });
      await play.pass(NO_SMS_MS);
      await play.pass(TRIED_MS);
      await play.support('settleByHand', {
        step: 'cancel',
        action: 'done',
        reference: 'ticket-1',
        note: 'Cancelled at the counter.',
      });
      mended();
    },
    expected: {
      outcome: 'refunded',
      clause: 'R2',
      ...PAID_BACK,
      emails: ['funds_returned', 'refund_delayed'],
    },
  },
  {
    name: 'replacement-by-hand',
    title:
      'Every answer to the replacement and its look-up is lost; support says done, what is found is used',
    async play(play) {
      const mended = play.fault('replacement', { kind: 'answer_lost_after_effect' });
      play.fault('lookUpReplacement', { kind: 'status', status: 503 });
      await replacementChosen(play);
      await play.pass(TRIED_MS);
      mended();
      await play.support('settleByHand', {
        step: 'replacement',
        action: 'done',
        reference: 'ticket-2',
        note: 'It is in the shop.',
      });
    },
    expected: {
      outcome: 'replaced',
      clause: 'C3a',
      refunds: [],
      replacements: 1,
      emails: ['choice_offered', 'remediation_started', 'replacement_issued'],
    },
  },
  {
    name: 'replacement-chain',
    title: 'A replacement of a replacement is defective too: the original price returns, once',
    async play(play, rig) {
      await replacementChosen(play);
      const first = await replacementOf(play, rig);
      await replacementChosen(first);
      const second = await replacementOf(first, rig);
      await second.sms();
      await second.completed();
      await second.customer('submitClaim', DEFECT);
      await second.support('reportRemediation', HOPELESS);
    },
    expected: {
      outcome: 'refunded',
      clause: 'C3a',
      refunds: [PRICE],
      replacements: 2,
      emails: [
        'choice_offered',
        'choice_offered',
        'claim_approved',
        'funds_returned',
        'remediation_started',
        'remediation_started',
        'remediation_started',
        'replacement_issued',
        'replacement_issued',
      ],
    },
  },
];
