import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseProbe } from './database.ts';

const LOOK_EVERY_MS = 250;
/** Looks in a row that must find nothing to do. */
const QUIET_LOOKS = 3;
/** More than the server writes by itself, far less than one purchase. */
const WRITES_AT_REST = 8;

/** Waits until the server has nothing left to write. Looking costs the measured databases nothing. */
export async function untilQuiet(database: DatabaseProbe, signal: AbortSignal): Promise<void> {
  let { writes } = await database.counters();
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    await delay(LOOK_EVERY_MS, undefined, { signal });
    const now = (await database.counters()).writes;
    quiet = now - writes <= WRITES_AT_REST ? quiet + 1 : 0;
    writes = now;
  }
}
