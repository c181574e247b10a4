import type { Logger } from 'pino';
import { rounds, type Rounds } from '../feed/rounds.ts';
import { MINUTE_MS, SECOND_MS } from '../policy/duration.ts';
import { cleanUp, type CleanUpParts } from './clean-up.ts';
import { StoreUnavailable } from './store.ts';

const EVERY_MS = 15 * MINUTE_MS;

/** Removes evidence whose time is over, again and again. Several processes may do it at once. */
export function keepClean(parts: CleanUpParts, { now, log }: { now: () => Date; log: Logger }): Rounds {
  const round = async (): Promise<undefined> => {
    try {
      const { inTrouble, unnamed } = await cleanUp(parts, now());
      if (inTrouble > 0) log.warn({ inTrouble }, 'some evidence could not be judged: it is tried again');
      if (unnamed > 0)
        log.warn({ unnamed }, 'files of evidence are named by no row: each is removed after a week');
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      log.warn({ code: error.code }, 'the store of evidence could not be used: it is tried again');
    }
  };
  if (parts.store.keepsRemoved) {
    log.warn(
      'the bucket of evidence keeps versions: what is removed, also by an erasure, stays there until a rule of the bucket removes it',
    );
  }
  return rounds(round, {
    firstMs: 10 * SECOND_MS,
    everyMs: EVERY_MS,
    failed: (error) => log.error({ error }, 'a round of removing evidence has failed'),
  });
}
