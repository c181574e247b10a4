import { LedgerFailure } from '../ledger/ledger-unavailable.ts';

export interface Rounds {
  /** Has the next round come within this time, if it would have come later. */
  within: (ms: number) => void;
  stop: () => Promise<void>;
}

export interface RoundsOptions {
  firstMs: number;
  /** Without anything else the next round comes after this time. */
  everyMs: number;
  /** A round has failed, and not because of the ledger. `error`: the name of what it has thrown. */
  failed: (error: string) => void;
}

/**
 * Does something again and again, one round at a time, until it is stopped. A round may answer when the next one is to come
 * at the latest, in ms. While the ledger is out of reach it goes on.
 */
export function rounds(round: () => Promise<number | undefined>, options: RoundsOptions): Rounds {
  const { firstMs, everyMs, failed } = options;
  let stopped = false;
  let isRunning = false;
  let askedMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    isRunning = true;
    askedMs = undefined;
    let againMs: number | undefined;
    try {
      againMs = await round();
    } catch (error) {
      if (!(error instanceof LedgerFailure)) failed(error instanceof Error ? error.name : 'unknown');
    }
    isRunning = false;
    if (!stopped) wait(askedMs ?? Math.min(againMs ?? everyMs, everyMs));
  }

  function wait(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = run();
    }, ms);
  }

  wait(firstMs);
  return {
    within(ms) {
      if (stopped || (askedMs !== undefined && askedMs <= ms)) return;
      askedMs = ms;
      if (!isRunning) wait(ms);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
