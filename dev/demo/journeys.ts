import type { ClauseId } from '../../src/contract/clause-id.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import type { Outcome } from '../../src/contract/purchase-result.ts';
import type { Money } from '../../src/contract/scalars.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import type { Play } from '../rig/play.ts';

/** One path of the policy: what happens, and how it must end, with exact amounts and mails. */
export interface Journey {
  name: string;
  title: string;
  play: (play: Play) => Promise<void>;
  expected: {
    outcome: Outcome;
    clause: ClauseId;
    refunds: Money[];
    replacements: number;
    /** Every mail, in alphabetical order, because two that go out at once may arrive in either order. */
    emails: MailTemplate[];
  };
}

/** This long after a deadline, differences between clocks no longer matter. */
const A_MINUTE_LATER = MINUTE_MS;

const PRICE: Money = { amount: 149, currency: 'EUR' };
const NOTHING = { refunds: [], replacements: 0 };
const PAID_BACK = { refunds: [PRICE], replacements: 0 };

const WHY = 'The code never worked, although I tried it three times.';
const SCREENSHOT = { evidenceId: 'screenshot-1', mediaType: 'image/png' };

async function usedNumber(play: Play): Promise<void> {
  await play.sms();
  await play.completed();
}

/** A defect claim on a used number, an hour after the purchase. */
async function defectClaimed(play: Play): Promise<void> {
  await usedNumber(play);
  await play.pass(HOUR_MS);
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
}

type CitedClause = 'X1' | 'X2' | 'X3' | 'P3';

/** Support rejects a claim by a clause that only a person can judge. */
const rejected = (
  name: string,
  title: string,
  {
    clause,
    claimType,
    note,
  }: { clause: CitedClause; claimType: 'invalid_number' | 'major_defect'; note: string },
): Journey => ({
  name,
  title,
  async play(play) {
    await usedNumber(play);
    await play.pass(HOUR_MS);
    const evidence = claimType === 'invalid_number' ? [SCREENSHOT] : [];
    await play.customer('submitClaim', { claimType, reason: WHY, evidence });
    await play.pass(DAY_MS);
    await play.support('decideClaim', { decision: 'reject', clause, note });
    await play.pass(5 * DAY_MS + A_MINUTE_LATER);
  },
  expected: {
    outcome: 'closed_without_remedy',
    clause,
    ...NOTHING,
    emails:
      claimType === 'invalid_number'
        ? ['claim_received', 'claim_rejected']
        : ['claim_rejected', 'remediation_started'],
  },
});

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'happy',
    title: 'SMS received, activation completed, nobody complains',
    async play(play) {
      await usedNumber(play);
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: { outcome: 'fulfilled', clause: 'R1', ...NOTHING, emails: [] },
  },
  {
    name: 'timeout',
    title: 'No SMS in time: the funds return by themselves',
    async play(play) {
      await play.pass(20 * MINUTE_MS + A_MINUTE_LATER);
    },
    expected: { outcome: 'refunded', clause: 'R2', ...PAID_BACK, emails: ['funds_returned'] },
  },
  {
    name: 'cancelled',
    title: 'The order service cancels before an SMS: the funds return',
    async play(play) {
      await play.pass(5 * MINUTE_MS);
      await play.cancelled();
    },
    expected: { outcome: 'refunded', clause: 'R2', ...PAID_BACK, emails: ['funds_returned'] },
  },
  {
    name: 'sms-during-cancel',
    title: 'The SMS arrives while the activation is being cancelled: no refund, the window opens',
    async play(play) {
      play.fault('cancel', { kind: 'sms_during_cancel' });
      await play.pass(20 * MINUTE_MS + A_MINUTE_LATER);
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: { outcome: 'fulfilled', clause: 'P1', ...NOTHING, emails: ['claim_window_closing'] },
  },
  {
    name: 'non-receipt-approved',
    title: 'The shop says that no SMS came before completion: a non-receipt claim is approved by the record',
    async play(play) {
      play.completedUnreported();
      await play.pass(20 * MINUTE_MS + A_MINUTE_LATER);
      await play.pass(DAY_MS);
      await play.customer('submitClaim', { claimType: 'non_receipt', reason: WHY });
    },
    expected: {
      outcome: 'refunded',
      clause: 'C1',
      ...PAID_BACK,
      emails: ['claim_approved', 'claim_received', 'funds_returned'],
    },
  },
  {
    name: 'non-receipt-refused',
    title: 'SMS received and completed: a non-receipt claim is refused by the record',
    async play(play) {
      await usedNumber(play);
      await play.refused('submitClaim', { claimType: 'non_receipt', reason: WHY }, 'fulfilled');
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: { outcome: 'fulfilled', clause: 'R1', ...NOTHING, emails: ['claim_refused'] },
  },
  {
    name: 'invalid-number-late-evidence',
    title: 'Invalid number: evidence comes after the reminder, support approves',
    async play(play) {
      await usedNumber(play);
      await play.pass(4 * DAY_MS);
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
      await play.pass(47 * HOUR_MS);
      await play.customer('addEvidence', { evidence: [SCREENSHOT] });
      await play.pass(DAY_MS);
      await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
    },
    expected: {
      outcome: 'refunded',
      clause: 'C2',
      ...PAID_BACK,
      emails: ['claim_approved', 'evidence_reminder', 'evidence_requested', 'funds_returned'],
    },
  },
  {
    name: 'invalid-number-forfeited',
    title: 'Invalid number, never any evidence: the right is forfeited',
    async play(play) {
      await usedNumber(play);
      await play.pass(DAY_MS);
      await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: {
      outcome: 'closed_without_remedy',
      clause: 'C2',
      ...NOTHING,
      emails: ['claim_closed', 'evidence_reminder', 'evidence_requested'],
    },
  },
  {
    name: 'defect-remedied',
    title: 'A defect is put right in time, the customer agrees by silence',
    async play(play) {
      await defectClaimed(play);
      await play.pass(DAY_MS);
      await play.support('reportRemediation', { outcome: 'done', summary: 'The route was repaired.' });
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: {
      outcome: 'fulfilled',
      clause: 'C3',
      ...NOTHING,
      emails: ['claim_closed', 'remediation_started', 'remedied'],
    },
  },
  {
    name: 'defect-disputed-then-remedied',
    title: 'The repair is disputed, the clock goes on, the second repair holds',
    async play(play) {
      await defectClaimed(play);
      await play.pass(DAY_MS);
      await play.support('reportRemediation', { outcome: 'done', summary: 'The route was repaired.' });
      await play.pass(DAY_MS);
      await play.customer('disputeRemediation', { reason: 'It still fails.' });
      await play.pass(3 * DAY_MS);
      await play.support('reportRemediation', { outcome: 'done', summary: 'The card was exchanged.' });
      await play.pass(4 * DAY_MS);
    },
    expected: {
      outcome: 'fulfilled',
      clause: 'C3',
      ...NOTHING,
      emails: ['claim_closed', 'remediation_resumed', 'remediation_started', 'remedied', 'remedied'],
    },
  },
  {
    name: 'defect-refund',
    title: 'Not put right in five days: the customer chooses the refund',
    async play(play) {
      await defectClaimed(play);
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
      await play.pass(HOUR_MS);
      await play.customer('chooseRemedy', { remedy: 'refund' });
    },
    expected: {
      outcome: 'refunded',
      clause: 'C3a',
      ...PAID_BACK,
      emails: ['choice_offered', 'funds_returned', 'remediation_started'],
    },
  },
  {
    name: 'defect-replacement',
    title: 'Support cannot put it right: the customer chooses a replacement',
    async play(play) {
      await defectClaimed(play);
      await play.pass(2 * DAY_MS);
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
      await play.pass(HOUR_MS);
      await play.customer('chooseRemedy', { remedy: 'replacement' });
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
    name: 'defect-default-refund',
    title: 'Not put right, and the customer stays silent: after 14 days the refund',
    async play(play) {
      await defectClaimed(play);
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
      await play.pass(14 * DAY_MS + A_MINUTE_LATER);
    },
    expected: {
      outcome: 'refunded',
      clause: 'C3a',
      ...PAID_BACK,
      emails: [
        'choice_defaulted',
        'choice_offered',
        'choice_reminder',
        'choice_reminder',
        'funds_returned',
        'remediation_started',
      ],
    },
  },
  {
    name: 'access-refused',
    title: 'The customer refuses access: the claim is disqualified, and so is every later defect claim',
    async play(play) {
      await defectClaimed(play);
      await play.support('requestAccess', { what: 'Read access to the log of the web host.' });
      await play.customer('answerAccess', { granted: false });
      await play.refused('submitClaim', { claimType: 'major_defect', reason: WHY }, 'disqualified');
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: {
      outcome: 'closed_without_remedy',
      clause: 'C3b',
      ...NOTHING,
      emails: ['access_refused', 'access_requested', 'claim_refused', 'remediation_started'],
    },
  },
  {
    name: 'access-granted-late',
    title: 'Access is granted after four days: the clock stood still meanwhile',
    async play(play) {
      await defectClaimed(play);
      await play.pass(DAY_MS);
      await play.support('requestAccess', { what: 'Read access to the log of the web host.' });
      await play.pass(4 * DAY_MS);
      await play.customer('answerAccess', { granted: true });
      await play.pass(3 * DAY_MS);
      await play.support('reportRemediation', { outcome: 'done', summary: 'The host was set up again.' });
      await play.pass(4 * DAY_MS);
    },
    expected: {
      outcome: 'fulfilled',
      clause: 'C3',
      ...NOTHING,
      emails: [
        'access_reminder',
        'access_requested',
        'claim_closed',
        'remediation_resumed',
        'remediation_started',
        'remedied',
      ],
    },
  },
  {
    name: 'out-of-stock',
    title: 'The replacement is out of stock: the customer chooses again, the refund',
    async play(play) {
      play.fault('replacement', { kind: 'out_of_stock' });
      await defectClaimed(play);
      await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
      await play.customer('chooseRemedy', { remedy: 'replacement' });
      await play.pass(HOUR_MS);
      await play.customer('chooseRemedy', { remedy: 'refund' });
    },
    expected: {
      outcome: 'refunded',
      clause: 'C3a',
      ...PAID_BACK,
      emails: ['choice_offered', 'funds_returned', 'remediation_started', 'replacement_unavailable'],
    },
  },
  {
    name: 'order-service-down',
    title: 'The order service is down for a day: support and customer are told, then the money moves, once',
    async play(play) {
      const repaired = play.fault('cancel', { kind: 'status', status: 503 });
      await play.pass(20 * MINUTE_MS + A_MINUTE_LATER);
      await play.pass(DAY_MS);
      repaired();
      await play.pass(DAY_MS);
    },
    expected: {
      outcome: 'refunded',
      clause: 'R2',
      ...PAID_BACK,
      emails: ['funds_returned', 'refund_delayed'],
    },
  },
  {
    name: 'reason-too-short',
    title: 'A claim without a detailed reason is refused by P2, and nothing else follows',
    async play(play) {
      await usedNumber(play);
      await play.pass(HOUR_MS);
      await play.refused('submitClaim', { claimType: 'major_defect', reason: 'It is broken.' }, 'no_reason');
      await play.pass(5 * DAY_MS + A_MINUTE_LATER);
    },
    expected: { outcome: 'fulfilled', clause: 'R1', ...NOTHING, emails: [] },
  },
  rejected('wrong-use', 'The API was used wrongly: support rejects the claim by X1', {
    clause: 'X1',
    claimType: 'invalid_number',
    note: 'The request named another country than the number’s.',
  }),
  rejected('software-bug', 'A bug in the customer’s own software: support rejects the claim by X2', {
    clause: 'X2',
    claimType: 'major_defect',
    note: 'Your client drops every second answer of the API.',
  }),
  rejected(
    'third-party-software',
    'Incompatible software of a third party: support rejects the claim by X3',
    {
      clause: 'X3',
      claimType: 'invalid_number',
      note: 'The service does not take numbers of this kind.',
    },
  ),
  rejected('terms-not-kept', 'Use against the terms and conditions: support rejects the claim by P3', {
    clause: 'P3',
    claimType: 'major_defect',
    note: 'The terms rule out use for bulk registration (section 4).',
  }),
];
