import { condition, TemporalFailure } from '@temporalio/workflow';
import { recordPurchase, recordPurchaseForLong } from './calls.ts';
import type { Life } from './life.ts';
import { purchaseSnapshot } from './snapshot.ts';
import { rest } from './waiting.ts';

/**
 * Writes each change to the ledger, once per workflow task: when the main flow has come to rest. What happens between
 * two calls of one stage waits for the answer. A failure puts the ledger behind, and the next change brings it up to
 * date: no clock and no money waits for it longer than one short call.
 */
export async function recordChanges(life: Life): Promise<never> {
  for (;;) {
    await condition(() => worthRecording(life));
    const { stage, revision } = life;
    life.record.tried = { stage, revision };
    life.record.writing = true;
    try {
      // A local activity's failure comes as it was thrown there, and not as `ActivityFailure`.
      await recordPurchase(purchaseSnapshot(life));
      life.record.revision = revision;
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
    }
    life.record.writing = false;
  }
}

function worthRecording(life: Life): boolean {
  const { tried } = life.record;
  if (life.rest === undefined || life.rest.wakes() || tried.revision === life.revision) return false;
  return life.rest.in === 'wait' || tried.stage !== life.stage;
}

/** The end waits for the ledger: afterwards nobody would bring it up to date any more. */
export async function recordTheEnd(life: Life): Promise<void> {
  const tried = (): boolean => !life.record.writing && life.record.tried.revision === life.revision;
  await rest(life, tried, () => condition(tried));
  // What comes while the ledger is waited for is to be on record as well.
  while (life.record.revision !== life.revision) {
    const { revision } = life;
    try {
      await recordPurchaseForLong(purchaseSnapshot(life));
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      return;
    }
    life.record.revision = revision;
  }
}
