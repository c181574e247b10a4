import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { forgetApiUsesBefore, recordApiUses, type ApiUse } from '../../ledger/write/api-uses.ts';
import { DAY_MS } from '../../policy/duration.ts';

/** Each use of a key goes on record, a moment after it was answered. */
export interface UseRecord {
  add(use: ApiUse): void;
  /** Writes what is waiting, and takes no more. */
  stop(): Promise<void>;
}

const PAUSE_MS = 1_000;
const MOST_AT_ONCE = 1_000;
/** While the ledger is away the last of them are kept. */
const MOST_WAITING = 20_000;
const KEPT_DAYS = 400;

/** Writes in batches, at most one a second and none while nothing happens. */
export function recordUses(ledger: Ledger, now: () => Date): UseRecord {
  const waiting: ApiUse[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let cleanedAt = 0;

  const write = async (): Promise<void> => {
    const batch = waiting.splice(0, MOST_AT_ONCE);
    if (batch.length === 0) return;
    try {
      await recordApiUses(ledger, batch);
      if (now().getTime() - cleanedAt > DAY_MS) {
        cleanedAt = now().getTime();
        await forgetApiUsesBefore(ledger, new Date(cleanedAt - KEPT_DAYS * DAY_MS));
      }
    } catch (error) {
      if (!(error instanceof LedgerFailure)) throw error;
      waiting.unshift(...batch.slice(0, MOST_WAITING - waiting.length));
    }
  };
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write().finally(() => {
        if (waiting.length > 0) later();
      });
    }, PAUSE_MS);
    timer.unref();
  };

  return {
    add(use) {
      if (waiting.length >= MOST_WAITING) waiting.shift();
      waiting.push(use);
      later();
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await writing;
      clearTimeout(timer);
      let left = waiting.length + 1;
      // Not while the ledger is away: then as many are waiting as before.
      while (waiting.length > 0 && waiting.length < left) {
        left = waiting.length;
        await write();
      }
    },
  };
}
