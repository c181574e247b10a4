// Owner of what is known of the ledger: when the purchase writes itself down there.
import {
  condition,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { LedgerSinks } from '../src/contract/snapshot.ts';
import type { Stage } from '../src/contract/status.ts';
import { rest } from './waiting.ts';
import type { Life, Writable } from './life.ts';
import { thisRun } from './order.ts';
import { purchaseSnapshot } from './status.ts';

/** What of the purchase is in the ledger. */
export interface LedgerRecord {
  /** The last that is known to be there. */
  readonly revision: number;
  /** The last that was to be written, whether it was or not. */
  readonly tried: { readonly stage: Stage | undefined; readonly revision: number };
  readonly writing: boolean;
}

export const nothingRecorded = (): LedgerRecord => ({
  revision: 0,
  tried: { stage: undefined, revision: 0 },
  writing: false,
});

const own = ({ record }: Life): Writable<LedgerRecord> => record;

// Within the workflow task, which lives 10 s: a ledger that hangs must not cost the task, nor money more than this.
// The number of tries is what ends them: the SDK does not look at the time in all between two of them.
const { recordPurchase } = proxyLocalActivities<PurchaseActivities>({
  startToCloseTimeout: '2 s',
  scheduleToCloseTimeout: '5 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 2 },
});

// Only at the end, and only if the ledger is behind. After a week the reconciliation is left to bring it up to date.
const { recordPurchase: recordPurchaseForLong } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '7 d',
  retry: { initialInterval: '5 s', backoffCoefficient: 2, maximumInterval: '15 min' },
  summary: 'The ledger was behind',
});

/**
 * Writes each change to the ledger, once per workflow task: when the main flow has come to rest. What happens between
 * two calls of one stage waits for the answer. A failure puts the ledger behind, and the next change brings it up to
 * date: no clock and no money waits for it longer than one short call.
 */
export async function recordChanges(life: Life): Promise<never> {
  const record = own(life);
  for (;;) {
    await condition(() => worthRecording(life));
    const { revision } = life.journal;
    record.tried = { stage: life.stage.name, revision };
    record.writing = true;
    try {
      // A local activity's failure comes as it was thrown there, and not as `ActivityFailure`.
      await recordPurchase(purchaseSnapshot(life));
      record.revision = revision;
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
    }
    record.writing = false;
  }
}

function worthRecording({ flow, record, journal, stage }: Life): boolean {
  const { tried } = record;
  if (flow.rest === undefined || flow.rest.wakes() || tried.revision === journal.revision) return false;
  return flow.rest.in === 'wait' || tried.stage !== stage.name;
}

/** The end waits for the ledger: afterwards nobody would bring it up to date any more. */
export async function recordTheEnd(life: Life): Promise<void> {
  const { journal } = life;
  const record = own(life);
  const wakes = (): boolean => !record.writing && record.tried.revision === journal.revision;
  await rest(life, wakes);
  // What comes while the ledger is waited for is to be on record as well.
  while (record.revision !== journal.revision) {
    const { revision } = journal;
    try {
      await recordPurchaseForLong(purchaseSnapshot(life));
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      return;
    }
    record.revision = revision;
  }
}

const { ledger } = proxySinks<LedgerSinks>();

/**
 * The ledger still shows what a reset has undone, and the purchase may not change for days. So a run that follows a reset
 * tells where it stands, once per worker that takes it up. Through a sink: it leaves nothing in the history.
 */
export async function tellLedgerAfterReset(life: Life): Promise<never> {
  const { runId, openingId } = thisRun();
  const afterReset = runId !== openingId;
  await condition(
    () =>
      afterReset &&
      !workflowInfo().unsafe.isReplaying &&
      life.flow.rest !== undefined &&
      !life.flow.rest.wakes(),
  );
  ledger.standsAfterReset(purchaseSnapshot(life));
  return new Promise(() => undefined);
}
