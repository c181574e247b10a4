import { afterWaitingForSms, returnAfterCancel } from '../src/policy/automatic-return.ts';
import { cancelUntilAnswered } from './cancel.ts';
import { endParkedClaim } from './claims.ts';
import { enterStage, note, type Life } from './life.ts';
import { payBack } from './refund.ts';
import { waitFor } from './waiting.ts';

/** R2. No SMS in time, or cancelled before one: cancel the activation, then return the funds. */
export async function smsOrFundsReturned(life: Life): Promise<'window_opens' | 'returned'> {
  const { facts } = life;
  await waitFor(life, {
    over: () =>
      facts.smsAt !== undefined || facts.completedAt !== undefined || facts.cancelledAt !== undefined,
    deadline: () => life.terms.smsDeadline,
    summary: 'SMS, or the funds return (R2)',
  });
  if (afterWaitingForSms(facts) === 'window_opens') return 'window_opens';

  const cause = facts.cancelledAt === undefined ? 'no_sms_in_time' : 'cancelled_before_sms';
  note(life, 'automatic_return', { clause: 'R2', data: { cause } });
  life.returningByItself = true;
  enterStage(life, 'returning_funds');
  // Cancel before refund: only the order service knows whether a code has just gone out.
  const verdict = await cancelUntilAnswered(life, returnAfterCancel);
  if (verdict === 'refund') {
    await payBack(life, 'R2');
    endParkedClaim(life);
  }
  life.returningByItself = false;
  return verdict === 'refund' ? 'returned' : 'window_opens';
}
