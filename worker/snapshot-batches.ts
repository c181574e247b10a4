import { setTimeout as delay } from 'node:timers/promises';
import type { InjectedSinks } from '@temporalio/worker';
import type { LedgerSinks } from '../src/contract/snapshot.ts';
import { inLedger, LedgerRefused } from '../src/ledger/ledger-unavailable.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { recordBatch } from '../src/ledger/write/record-batch.ts';

/** How long the first snapshot waits for others, so that several go into one batch. */
const GATHER_MS = 50;
const MOST_IN_A_BATCH = 100;
/** How many are kept while the ledger is out of reach, at some 4 kB each. */
const MOST_WAITING = 2_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

export interface SnapshotBatches {
  sinks: InjectedSinks<LedgerSinks>;
  /** Writes what has come, without waiting for more. Resolves after the try, whether the ledger has taken it or not. */
  flush: () => Promise<void>;
  /** Writes what has come, trying once. What the ledger does not take then, and what comes later, is lost. */
  stop: () => Promise<void>;
}

export interface SnapshotBatchesOptions {
  ledger: Ledger;
  now: () => Date;
  /** Called after a batch is in the ledger. */
  written?: () => void;
  /** Called for snapshots that are lost. `workflowId`: for a single one that the ledger has refused. */
  lost: (why: string, about: { workflowId?: string; snapshots: number }) => void;
}

/**
 * Writes the snapshots that purchases give to this worker, in batches across purchases, one batch at a time. Of each
 * purchase only the last snapshot is written, because it contains those before it. Purchases do not wait for it. While
 * the ledger is out of reach, the oldest snapshots are dropped for the newest. A lost one comes with the next write of the
 * purchase, with its end, or by reconciliation.
 */
export function snapshotBatches({
  ledger,
  now,
  written = () => undefined,
  lost,
}: SnapshotBatchesOptions): SnapshotBatches {
  const waiting = new Map<string, string>();
  /** Resolve the promises of `flush` after the next try. */
  let flushed: (() => void)[] = [];
  let hurry = new AbortController();
  let writing = false;
  let stopped = false;

  function add(workflowId: string, snapshot: string): void {
    // Moves it to the end of the map, so that the first entry is the oldest.
    waiting.delete(workflowId);
    waiting.set(workflowId, snapshot);
    if (waiting.size > MOST_WAITING) {
      const [oldest] = waiting.keys();
      if (oldest !== undefined) waiting.delete(oldest);
      lost('too many are waiting', { snapshots: 1 });
    }
    if (!writing) void writeAll();
  }

  async function writeAll(): Promise<void> {
    writing = true;
    await pause(GATHER_MS);
    for (let pauseMs = FIRST_PAUSE_MS; waiting.size > 0;) {
      const batch = [...waiting].slice(0, MOST_IN_A_BATCH);
      if (await isTaken(batch)) {
        for (const [workflowId, snapshot] of batch) {
          if (waiting.get(workflowId) === snapshot) waiting.delete(workflowId);
        }
        pauseMs = FIRST_PAUSE_MS;
      } else if (stopped) {
        lost('the ledger was out of reach when the worker stopped', { snapshots: waiting.size });
        waiting.clear();
      } else {
        tried();
        await pause(pauseMs);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      }
    }
    writing = false;
    tried();
  }

  function tried(): void {
    for (const resolve of flushed) resolve();
    flushed = [];
  }

  /** Waits for `ms`, or until `flush` is called. */
  async function pause(ms: number): Promise<void> {
    if (stopped) return;
    hurry = new AbortController();
    await delay(ms, undefined, { signal: hurry.signal, ref: false }).catch(() => undefined);
  }

  function flush(): Promise<void> {
    if (!writing) return Promise.resolve();
    hurry.abort();
    return new Promise((resolve) => flushed.push(resolve));
  }

  /** `false`: the ledger is out of reach. A snapshot that it refuses is lost, and counts as taken. */
  async function isTaken(batch: readonly [string, string][]): Promise<boolean> {
    const snapshots = batch.map(([, snapshot]) => snapshot);
    try {
      await inLedger(() => recordBatch(ledger, snapshots, now()));
      written();
      return true;
    } catch (error) {
      if (!(error instanceof LedgerRefused)) return false;
      const [first] = batch;
      if (batch.length === 1 && first !== undefined) {
        lost(error.message, { workflowId: first[0], snapshots: 1 });
        return true;
      }
    }
    for (const each of batch) if (!(await isTaken([each]))) return false;
    return true;
  }

  return {
    sinks: {
      ledger: {
        changed: { callDuringReplay: false, fn: ({ workflowId }, snapshot) => add(workflowId, snapshot) },
      },
    },
    flush,
    async stop() {
      stopped = true;
      await flush();
    },
  };
}
