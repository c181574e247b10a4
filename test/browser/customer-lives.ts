import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Wish } from '../../dev/sandbox/shop.ts';
import { saveFailedRefund } from '../../src/ledger/write/failed-refunds.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { refundKey } from '../../src/contract/ids.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import type { Customer } from '../../src/contract/purchase-order.ts';

export const REASON = 'The number loses every second code since this morning.';
/** Kept by the shop, and not here. */
const SCREENSHOT_ELSEWHERE = { evidenceId: 'screenshot-1', mediaType: 'image/png' };

const ARABIC = 'الرقم يفقد كل رمز ثانٍ منذ هذا الصباح، رغم ثلاث محاولات.';
/** Words that no line is long enough for, in a language that runs from right to left. */
export const LONG_WORDS = `${ARABIC} ${'Donaudampfschifffahrtsgesellschaft'.repeat(4)}`;

/** Somebody whose mails and pages are German. */
export const ANNA: Customer = {
  customerId: 'cus_anna',
  email: 'anna@example.org',
  name: 'Anna Gruber',
  locale: 'de-AT',
  timeZone: 'Europe/Vienna',
};

/** Purchases at the stages that a customer can see. `customer`: whose, where a life does not say it itself. */
export const livesOf = ({ rig }: { rig: RunningRig }, customer?: Customer) => {
  const open = (wish?: Wish): Promise<Play> => openPlay(rig, { customer, ...wish });
  const used = async (...wish: [wish?: Wish]): Promise<Play> => {
    const play = await open(...wish);
    await play.sms();
    return play;
  };
  const claimed = async (claimType: 'major_defect' | 'invalid_number', ...wish: [wish?: Wish]) => {
    const play = await used(...wish);
    await play.customer('submitClaim', { claimType, reason: REASON });
    return play;
  };
  const defect = (...wish: [wish?: Wish]) => claimed('major_defect', ...wish);
  return {
    waiting: () => open(),
    used: () => used(),
    toFile: () => used(),
    toShow: () => used(),
    defect: () => defect(),
    toMoveOn: () => defect(),
    completed: async () => {
      const play = await used();
      await play.completed();
      return play;
    },
    late: async () => {
      const play = await used();
      await play.pass(4 * DAY_MS + HOUR_MS);
      return play;
    },
    noSms: async () => {
      const play = await open();
      await play.pass(21 * MINUTE_MS);
      return play;
    },
    /** The order service puts the cancel off, again and again. */
    putOff: async () => {
      const play = await open();
      play.fault('cancel', { kind: 'too_early' });
      await play.pass(21 * MINUTE_MS);
      return play;
    },
    refundOnItsWay: async () => {
      const play = await open();
      play.fault('refund', { kind: 'pending' });
      await play.cancelled();
      return play;
    },
    refundRefused: async () => {
      const play = await open();
      play.fault('refund', { kind: 'refused', reason: 'till closed' });
      await play.cancelled();
      return play;
    },
    /** The order service does not answer when it is asked for the refund. */
    refundSent: async () => {
      const play = await open();
      play.fault('refund', { kind: 'status', status: 503 });
      await play.cancelled();
      return play;
    },
    /** It has not answered for so long that support is told. */
    refundUnknown: async () => {
      const play = await open();
      play.fault('refund', { kind: 'status', status: 503 });
      play.fault('lookUpRefund', { kind: 'status', status: 503 });
      await play.cancelled();
      await play.pass(20 * MINUTE_MS);
      return play;
    },
    /** The activation was completed without an SMS, which the order service says only when it is asked. */
    noCode: async () => {
      const play = await open();
      play.completedUnreported();
      await play.pass(21 * MINUTE_MS);
      return play;
    },
    noCodeApproved: async () => {
      const play = await open();
      play.completedUnreported();
      await play.pass(21 * MINUTE_MS);
      play.fault('refund', { kind: 'pending' });
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: REASON });
      return play;
    },
    needsEvidence: () => claimed('invalid_number'),
    /** Support wants to see something of a code that never came. */
    askedAboutNoCode: async () => {
      const play = await open();
      await play.completed();
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: REASON });
      await play.support('decideClaim', { decision: 'request_evidence', note: 'What does your app say?' });
      return play;
    },
    askedForMore: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT_ELSEWHERE] });
      await play.support('decideClaim', { decision: 'request_evidence', note: 'We see no number on it.' });
      return play;
    },
    inReview: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT_ELSEWHERE] });
      return play;
    },
    reviewLate: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT_ELSEWHERE] });
      await play.pass(5 * DAY_MS + HOUR_MS);
      return play;
    },
    approved: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT_ELSEWHERE] });
      await play.support('decideClaim', { decision: 'approve', note: 'The picture shows it.' });
      return play;
    },
    access: async () => {
      const play = await defect();
      await play.support('requestAccess', { what: 'The log of your host from this morning.' });
      return play;
    },
    accessRefused: async () => {
      const play = await defect();
      await play.support('requestAccess', { what: 'The log of your host from this morning.' });
      await play.customer('answerAccess', { granted: false });
      return play;
    },
    remedied: async () => {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
      return play;
    },
    choice: async () => {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      return play;
    },
    /** Nobody has said that the repair did not help. */
    repaired: async () => {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'done', summary: 'We changed the line.' });
      await play.pass(3 * DAY_MS + HOUR_MS);
      return play;
    },
    withdrawn: async () => {
      const play = await defect();
      await play.customer('withdrawClaim', {});
      return play;
    },
    /** A choice of which the customer was reminded. */
    reminded: async () => {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      await play.pass(3 * DAY_MS + HOUR_MS);
      return play;
    },
    outOfStock: async () => {
      const play = await defect();
      play.fault('replacement', { kind: 'out_of_stock' }, 1);
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      return play;
    },
    /** The order service does not answer when it is asked for the new number. */
    replacing: async () => {
      const play = await defect();
      play.fault('replacement', { kind: 'status', status: 503 });
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      return play;
    },
    replacementRefused: async () => {
      const play = await defect();
      play.fault('replacement', { kind: 'refused', reason: 'no such purchase' });
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      return play;
    },
    fulfilled: async () => {
      const play = await used();
      await play.completed();
      await play.pass(5 * DAY_MS + HOUR_MS);
      return play;
    },
    withoutRemedy: async () => {
      const play = await claimed('invalid_number');
      await play.pass(5 * DAY_MS + HOUR_MS);
      return play;
    },
    rejected: async () => {
      const play = await defect();
      await play.support('decideClaim', {
        decision: 'reject',
        clause: 'X1',
        note: 'The API key was revoked.',
      });
      return play;
    },
    replaced: async () => {
      const play = await defect();
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      return play;
    },
    refundFailed: async () => {
      const play = await open();
      await play.cancelled();
      const { result } = await play.status();
      const subject = {
        kind: 'refund_failed',
        purchaseId: play.purchaseId,
        key: refundKey(play.purchaseId),
        details: { ledger: null },
      } as const;
      const later = new Date(Date.parse(result?.closedAt ?? '') + DAY_MS);
      await saveFailedRefund(rig.ledger, subject, 'returned by the bank', later);
      return play;
    },
    foreign: async () => {
      const play = await open({
        service: 'Rindfleischetikettierungsüberwachungsaufgabe',
        customer: {
          customerId: 'cus_long',
          email: 'a.very.long.mailbox.name.that.goes.on@a.very.long.host.name.example.org',
          name: `עמנואל ${'Wolfeschlegelsteinhausenbergerdorff'.repeat(1)}`,
          locale: 'de-AT',
          timeZone: 'Asia/Kathmandu',
        },
      });
      await play.sms();
      await play.customer('submitClaim', { claimType: 'major_defect', reason: LONG_WORDS });
      await play.support('requestAccess', { what: LONG_WORDS });
      return play;
    },
  };
};
export type Lives = ReturnType<typeof livesOf>;
