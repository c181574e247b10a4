import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Wish } from '../../dev/sandbox/shop.ts';
import { saveFailedRefund } from '../../src/ledger/write/failed-refunds.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { refundKey } from '../../src/contract/ids.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import type { Customer } from '../../src/contract/purchase-order.ts';

export const REASON = 'The number loses every second code since this morning.';
const SCREENSHOT = { evidenceId: 'screenshot-1', mediaType: 'image/png' };

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
    needsEvidence: () => claimed('invalid_number'),
    inReview: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT] });
      return play;
    },
    approved: async () => {
      const play = await claimed('invalid_number');
      await play.customer('addEvidence', { evidence: [SCREENSHOT] });
      await play.support('decideClaim', { decision: 'approve', note: 'The picture shows it.' });
      return play;
    },
    access: async () => {
      const play = await defect();
      await play.support('requestAccess', { what: 'The log of your host from this morning.' });
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
