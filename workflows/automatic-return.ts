// R2: the flow.
import { afterWaitingForSms, returnAfterCancel } from '../src/policy/automatic-return.ts';
import { cancelUntilAnswered } from './cancel.ts';
import { endClaim, openClaim } from './claims.ts';
import { note } from './journal.ts';
import type { Life } from './life.ts';
import { payBack } from './refund.ts';
import { enterStage, type ReturningByItself } from './stage.ts';
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
  const stage: ReturningByItself = { name: 'returning_funds', why: 'no_sms' };
  enterStage(life, stage);
  // Cancel before refund: only the order service knows whether a code has just gone out.
  const verdict = await cancelUntilAnswered(life, stage, returnAfterCancel);
  if (verdict === 'window_opens') return verdict;
  await payBack(life, { name: 'returning_funds', why: 'no_sms' }, 'R2');
  endParkedClaim(life);
  return 'returned';
}

/** Ends a claim that was parked while the funds were returned: nothing is left to decide. */
function endParkedClaim(life: Life): void {
  const claim = openClaim(life);
  if (!claim) return;
  endClaim(life, claim, { status: 'moot', clause: 'R2' }, { event: 'claim_moot', actor: 'system' });
}
