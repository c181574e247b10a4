// Owner of what is known of the ledger: when the purchase is written down there, and how.
import {
  condition,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { ledgerTaskQueueOf } from '../src/contract/ids.ts';
import type { LedgerSinks } from '../src/contract/snapshot.ts';
import type { Stage } from '../src/contract/status.ts';
import { openClaim } from './claims.ts';
import type { Life, Writable } from './life.ts';
import { thisRun } from './order.ts';
import { purchaseSnapshot, purchaseStatus } from './status.ts';
import { beside, rest } from './waiting.ts';

export interface LedgerRecord {
  /** The last revision that is known to be in the ledger. */
  readonly revision: number;
  /** The last change that was handed over, whether it arrived or not. */
  readonly handedOver: { readonly stage: Stage | undefined; readonly revision: number };
  /** What support must see of it, as it was last given to an activity to write. `undefined`: nothing. */
  readonly shown: string | undefined;
  /** Support must see something else than what was last written. */
  readonly due: boolean;
  /** Whether an activity writes now. */
  readonly writing: boolean;
}

export const nothingRecorded = (): LedgerRecord => ({
  revision: 0,
  handedOver: { stage: undefined, revision: 0 },
  shown: undefined,
  due: false,
  writing: false,
});

const own = ({ record }: Life): Writable<LedgerRecord> => record;

/** Is never what support must see. */
const UNKNOWN = '';

// The server has it tried until the ledger takes it, for a week. Afterwards the next change is written, and the
// reconciliation is left to bring the ledger up to date.
const { recordPurchase } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '7 d',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '5 min' },
});

// Within the last workflow task, which lives 10 s: a ledger that hangs must not cost the task. The number of tries is
// what ends them: the SDK does not look at the time in all between two of them.
const { recordPurchase: recordPurchaseAtOnce } = proxyLocalActivities<PurchaseActivities>({
  startToCloseTimeout: '2 s',
  scheduleToCloseTimeout: '5 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 2 },
});

const { ledger } = proxySinks<LedgerSinks>();

/**
 * Hands each change over to the ledger, once per workflow task: when the main flow has come to rest. What happens between
 * two calls of one stage waits for the answer. No clock, no money and no workflow task waits for the ledger.
 *
 * What support must see (an open claim, attention, and that they are over) an activity writes: the server keeps it until
 * it is written, and nothing is written that has not come to be. One at a time, so that many changes in a row become one
 * write. All else only makes lists complete: the worker gets it through a sink, writes it soon, and loses it if it dies
 * before. Every later write holds it too.
 */
export async function recordChanges(life: Life): Promise<never> {
  const record = own(life);
  for (;;) {
    await condition(() => isAtRest(life) && (hasChanged(life) || (record.due && !record.writing)));
    if (hasChanged(life)) handOver(life);
    if (record.due && !record.writing) beside(life, writeForSupport(life));
  }
}

const isAtRest = ({ flow }: Life): boolean => flow.rest !== undefined && !flow.rest.wakes();

function hasChanged({ flow, record: { handedOver }, journal, stage }: Life): boolean {
  if (handedOver.revision === journal.revision) return false;
  return flow.rest?.in === 'wait' || handedOver.stage !== stage.name;
}

function handOver(life: Life): void {
  const record = own(life);
  record.handedOver = { stage: life.stage.name, revision: life.journal.revision };
  const shown = forSupport(life);
  if (shown === record.shown) return tellWorker(life);
  record.shown = shown;
  record.due = true;
}

/** What the queue and a case show. A new entry of the timeline alone is nothing that somebody waits for. */
function forSupport(life: Life): string | undefined {
  if (openClaim(life) === undefined && life.journal.attention.length === 0) return undefined;
  const { timeline: _timeline, revision: _revision, ...shown } = purchaseStatus(life);
  return JSON.stringify(shown);
}

async function writeForSupport(life: Life): Promise<void> {
  const record = own(life);
  record.due = false;
  record.writing = true;
  const written = await isWritten(life, () =>
    recordPurchase.executeWithOptions(onLedgerQueue('for support'), [purchaseSnapshot(life)]),
  );
  if (!written) record.shown = UNKNOWN;
  record.writing = false;
}

/** The end waits for the ledger: afterwards nobody would bring it up to date any more. */
export async function recordTheEnd(life: Life): Promise<void> {
  const { journal, record } = life;
  await rest(life, () => !record.writing && !record.due);
  // What comes while the ledger is waited for is to be on record as well.
  while (record.revision !== journal.revision) {
    const atOnce = await isWritten(life, () => recordPurchaseAtOnce(purchaseSnapshot(life)));
    if (atOnce) continue;
    const inTime = await isWritten(life, () =>
      recordPurchase.executeWithOptions(onLedgerQueue('the ledger was behind'), [purchaseSnapshot(life)]),
    );
    if (!inTime) return;
  }
}

/** Whether the ledger has taken what is known now. */
async function isWritten(life: Life, write: () => Promise<void>): Promise<boolean> {
  const { revision } = life.journal;
  try {
    await write();
  } catch (error) {
    // A local activity's failure comes as it was thrown there, and not as `ActivityFailure`.
    if (!(error instanceof TemporalFailure)) throw error;
    return false;
  }
  own(life).revision = revision;
  return true;
}

/** Writes have slots of their own (`worker/ledger-worker.ts`): a ledger that hangs must take none from money. */
const onLedgerQueue = (summary: string): { summary: string; taskQueue: string } => ({
  summary,
  taskQueue: ledgerTaskQueueOf(workflowInfo().taskQueue),
});

/**
 * As JSON: a text is cheaper to hand over than what it says, and the ledger takes it as it is. At a replay it would only
 * be thrown away.
 */
function tellWorker(life: Life): void {
  if (workflowInfo().unsafe.isReplaying) return;
  ledger.changed(JSON.stringify(purchaseSnapshot(life)));
}

/**
 * The ledger still shows what a reset has undone, and the purchase may not change for days. So a run that follows a reset
 * says how it is, once per worker that takes it up.
 */
export async function tellLedgerAfterReset(life: Life): Promise<never> {
  const { runId, openingId } = thisRun();
  const afterReset = runId !== openingId;
  await condition(() => afterReset && !workflowInfo().unsafe.isReplaying && isAtRest(life));
  tellWorker(life);
  return new Promise(() => undefined);
}
