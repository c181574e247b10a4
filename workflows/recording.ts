// Owner of what the ledger has of the purchase: when it is written, and how.
import {
  condition,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  TemporalFailure,
  upsertMemo,
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
import { runInBackground, waitUntil, type Suspension } from './waiting.ts';

export interface LedgerRecord {
  /** The last revision that is known to be in the ledger. */
  readonly revision: number;
  /** The last state that was handed over, whether it arrived or not. */
  readonly handedOver: { readonly stage: Stage | undefined; readonly revision: number };
  /** What support must see, as it was last handed over to an activity. `undefined`: nothing. */
  readonly shown: string | undefined;
  /** What support must see has changed, and no activity has started to write it. */
  readonly due: boolean;
  /** Whether an activity writes now. */
  readonly writing: boolean;
  /** As of the last change that a command of its task separates from the next task. `mails`: how many were posted. */
  readonly separated: {
    readonly revision: number;
    readonly suspended: Suspension | undefined;
    readonly mails: number;
  };
}

export const nothingRecorded = (): LedgerRecord => ({
  revision: 0,
  handedOver: { stage: undefined, revision: 0 },
  shown: undefined,
  due: false,
  writing: false,
  separated: { revision: 0, suspended: undefined, mails: 0 },
});

const own = ({ record }: Life): Writable<LedgerRecord> => record;

/** Equals nothing that support must see, so that the next change is written. */
const UNKNOWN = '';

// The server retries it for a week. After that the next change, or the reconciliation, brings the ledger up to date.
const { recordPurchase } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '7 d',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '5 min' },
});

// Runs within the last workflow task, which times out after 10 s: a ledger that hangs must not fail that task. The number
// of tries limits it, because between two tries the SDK does not check `scheduleToCloseTimeout`.
const { recordPurchase: recordPurchaseAtOnce } = proxyLocalActivities<PurchaseActivities>({
  startToCloseTimeout: '2 s',
  scheduleToCloseTimeout: '5 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 2 },
});

const { ledger } = proxySinks<LedgerSinks>();

/**
 * Hands each change over to be written, once per workflow task, when the main flow is suspended. No deadline, no money and
 * no workflow task waits for the ledger.
 *
 * What support must see (an open claim, attention, and that they are over) is written by an activity: the server keeps it
 * until it is written, and it is in the history before. Only one activity runs at a time, so that many changes in a row
 * become one write. Everything else only makes lists complete. A sink gives it to the worker, which writes it soon and
 * loses it if it dies before. Every later write contains it too.
 */
export async function recordChanges(life: Life): Promise<never> {
  const record = own(life);
  for (;;) {
    await condition(() => isSuspended(life) && (hasChanged(life) || isToWrite(record) || !isSeparated(life)));
    if (hasChanged(life)) handOver(life);
    const writes = isToWrite(record);
    if (writes) runInBackground(life, writeForSupport(life));
    if (!isSeparated(life)) separate(life, writes);
  }
}

const isToWrite = ({ due, writing }: LedgerRecord): boolean => due && !writing;

const isSeparated = ({ record: { separated }, journal, flow }: Life): boolean =>
  separated.revision === journal.revision && separated.suspended === flow.suspended;

/**
 * Has the task of a change leave a command, if the change has none of its own: nothing is written, no mail is sent, and the
 * main flow has not gone on to a call or to another timer.
 *
 * When a history is replayed, the SDK (1.24) takes a task without a command, and the task of an update right after it, for
 * one: what happened in the first would then have happened at the instant of the second, and after the update.
 */
function separate(life: Life, writes: boolean): void {
  const { revision } = life.journal;
  const { suspended } = life.flow;
  const mails = life.outbox.mails.length;
  const before = life.record.separated;
  const goesOn = suspended !== before.suspended && suspended?.in !== 'wait';
  const hasCommand = writes || goesOn || mails > before.mails;
  if (revision !== before.revision && !hasCommand) upsertMemo({ revision });
  own(life).separated = { revision, suspended, mails };
}

const isSuspended = ({ flow }: Life): boolean => flow.suspended !== undefined && !flow.suspended.wakes();

/** While a call is under way only a new stage counts: other changes are handed over with what the call brings. */
function hasChanged({ flow, record: { handedOver }, journal, stage }: Life): boolean {
  if (handedOver.revision === journal.revision) return false;
  return flow.suspended?.in !== 'call' || handedOver.stage !== stage.name;
}

function handOver(life: Life): void {
  const record = own(life);
  record.handedOver = { stage: life.stage.name, revision: life.journal.revision };
  const shown = forSupport(life);
  if (shown === record.shown) return sendToWorker(life);
  record.shown = shown;
  record.due = true;
}

/** The status, as JSON, if support must see it. Without timeline and revision: nobody waits for a new entry alone. */
function forSupport(life: Life): string | undefined {
  if (openClaim(life) === undefined && life.journal.attention.length === 0) return undefined;
  const { timeline: _timeline, revision: _revision, ...shown } = purchaseStatus(life);
  return JSON.stringify(shown);
}

async function writeForSupport(life: Life): Promise<void> {
  const record = own(life);
  record.due = false;
  record.writing = true;
  const written = await tryToWrite(life, () =>
    recordPurchase.executeWithOptions(onLedgerQueue('for support'), [purchaseSnapshot(life)]),
  );
  if (!written) record.shown = UNKNOWN;
  record.writing = false;
}

/** Writes the end and waits until it is written, because a closed purchase writes nothing any more. */
export async function recordTheEnd(life: Life): Promise<void> {
  const { journal, record } = life;
  await waitUntil(life, () => !record.writing && !record.due);
  // Messages that come during a write are to be on record too.
  while (record.revision !== journal.revision) {
    const atOnce = await tryToWrite(life, () => recordPurchaseAtOnce(purchaseSnapshot(life)));
    if (atOnce) continue;
    const inTime = await tryToWrite(life, () =>
      recordPurchase.executeWithOptions(onLedgerQueue('the ledger was behind'), [purchaseSnapshot(life)]),
    );
    if (!inTime) return;
  }
}

/** Whether the ledger has taken the revision of now. */
async function tryToWrite(life: Life, write: () => Promise<void>): Promise<boolean> {
  const { revision } = life.journal;
  try {
    await write();
  } catch (error) {
    // A local activity rejects with the failure that it has thrown, not with an `ActivityFailure`.
    if (!(error instanceof TemporalFailure)) throw error;
    return false;
  }
  own(life).revision = revision;
  return true;
}

/** A task queue for writes alone (`worker/ledger-worker.ts`): a ledger that hangs takes no slots from calls about money. */
const onLedgerQueue = (summary: string): { summary: string; taskQueue: string } => ({
  summary,
  taskQueue: ledgerTaskQueueOf(workflowInfo().taskQueue),
});

/**
 * Gives the worker a snapshot to write, as JSON: that is cheaper to pass through a sink than an object, and the ledger
 * takes it as it is. Not on replay, where the SDK would drop it.
 */
function sendToWorker(life: Life): void {
  if (workflowInfo().unsafe.isReplaying) return;
  ledger.changed(JSON.stringify(purchaseSnapshot(life)));
}

/**
 * After a reset the ledger still shows what was undone, and the purchase may not change for days. So the run that follows
 * a reset gives its state to each worker that takes it into memory, once.
 */
export async function recordAfterReset(life: Life): Promise<never> {
  const { runId, openingId } = thisRun();
  const afterReset = runId !== openingId;
  await condition(() => afterReset && !workflowInfo().unsafe.isReplaying && isSuspended(life));
  sendToWorker(life);
  return new Promise(() => undefined);
}
