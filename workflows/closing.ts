import { condition } from '@temporalio/workflow';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Outcome, PurchaseResult } from '../src/contract/purchase-result.ts';
import { outcomeWithoutRemedy } from '../src/policy/outcome.ts';
import { cancelBeside } from './cancel.ts';
import type { Settlement } from './claim.ts';
import { clearAttention, enterStage, iso, note, type Life } from './life.ts';
import { mailsSettled } from './mails.ts';
import { recordTheEnd } from './recording.ts';
import { payBack } from './refund.ts';
import { rest } from './waiting.ts';

/** Carries out what a claim has earned. A replacement has been issued by the time its claim is settled. */
export async function carryOut(
  life: Life,
  { remedy, clause }: Exclude<Settlement, { remedy: 'none' }>,
): Promise<PurchaseResult> {
  if (remedy === 'replacement') return close(life, 'replaced', clause);
  cancelBeside(life);
  await payBack(life, clause);
  return close(life, 'refunded', clause);
}

/** R1, P1, or the clause of the last claim. */
export function closeWithoutRemedy(life: Life): Promise<PurchaseResult> {
  const { outcome, clause } = outcomeWithoutRemedy(life.facts.completedAt !== undefined, life.claims);
  return close(life, outcome, clause);
}

/** Decided. What is still on its way out, mails and a cancel beside, is waited for; nothing is decided any more. */
export async function close(life: Life, outcome: Outcome, clause: ClauseId): Promise<PurchaseResult> {
  const result: PurchaseResult = {
    outcome,
    clause,
    ...(life.refund ? { refund: life.refund } : {}),
    ...(outcome === 'replaced' && life.replacement ? { replacement: life.replacement } : {}),
    closedAt: iso(Date.now()),
  };
  life.result = result;
  // Nothing more is asked of it, so no limit matters any more.
  clearAttention(life, 'purchase');
  note(life, 'purchase_closed', { clause, data: { outcome } });
  enterStage(life, 'closed');
  const settled = (): boolean => mailsSettled(life) && life.runningBeside === 0;
  await rest(life, settled, () => condition(settled));
  await recordTheEnd(life);
  return result;
}
