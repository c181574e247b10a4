import { condition, proxySinks, workflowInfo } from '@temporalio/workflow';
import type { LedgerSinks } from '../src/contract/snapshot.ts';
import type { Life } from './life.ts';
import { thisRun } from './run.ts';
import { purchaseSnapshot } from './snapshot.ts';

const { ledger } = proxySinks<LedgerSinks>();

/**
 * The ledger still shows what a reset has undone, and the purchase may not change for days. So a run that follows a reset
 * tells where it stands, once per worker that takes it up. Through a sink: it leaves nothing in the history.
 */
export async function tellLedgerAfterReset(life: Life): Promise<never> {
  const { runId, openingId } = thisRun();
  const afterReset = runId !== openingId;
  await condition(
    () => afterReset && !workflowInfo().unsafe.isReplaying && life.rest !== undefined && !life.rest.wakes(),
  );
  ledger.standsAfterReset(purchaseSnapshot(life));
  await condition(() => false);
  throw new Error('this wait has no end');
}
