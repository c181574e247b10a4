import { setMaxListeners } from 'node:events';
import { playersOn, type Bench } from './bench.ts';
import { measureBurst } from './burst.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDeadline } from './deadline.ts';
import { measureHttp } from './http.ts';
import { measureLatency } from './latency.ts';
import { measureLedger } from './ledger.ts';
import { measureLives } from './lives.ts';
import { measureLoad } from './load.ts';
import { measureOpen } from './open.ts';
import { measurePictures } from './pictures.ts';
import { measureReadings } from './readings.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';

interface Section {
  measure: (bench: Bench) => Promise<void>;
  /** Three times what it takes on a quiet machine. */
  timeoutMs: number;
}

/** In the order in which they run: what leaves most behind comes last. */
export const SECTIONS = {
  deadline: { measure: measureDeadline, timeoutMs: 12 * MINUTE_MS },
  load: { measure: measureLoad, timeoutMs: 15 * MINUTE_MS },
  latency: { measure: measureLatency, timeoutMs: 18 * MINUTE_MS },
  'cold-start': { measure: measureColdStart, timeoutMs: 5 * MINUTE_MS },
  lives: { measure: measureLives, timeoutMs: 5 * MINUTE_MS },
  ledger: { measure: measureLedger, timeoutMs: 30 * MINUTE_MS },
  readings: { measure: measureReadings, timeoutMs: 10 * MINUTE_MS },
  http: { measure: measureHttp, timeoutMs: 30 * MINUTE_MS },
  pictures: { measure: measurePictures, timeoutMs: 8 * MINUTE_MS },
  burst: { measure: measureBurst, timeoutMs: 25 * MINUTE_MS },
  open: { measure: measureOpen, timeoutMs: 35 * MINUTE_MS },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof SECTIONS;

export type SectionOutcome = { result: 'measured' } | { result: 'failed'; why: string };

/** Runs one section within its time. What it has kept before it failed stays. */
export async function runSection(
  name: SectionName,
  parts: Omit<Bench, 'signal' | 'players'>,
): Promise<SectionOutcome> {
  const { measure, timeoutMs } = SECTIONS[name];
  const signal = AbortSignal.timeout(timeoutMs);
  // Every pause of every lane listens to it.
  setMaxListeners(0, signal);
  const late = new Promise<never>((_, reject) => {
    const reason = new Error(`it took longer than ${timeoutMs / MINUTE_MS} minutes`);
    signal.addEventListener('abort', () => reject(reason), { once: true });
  });
  const bench: Bench = { ...parts, signal, players: playersOn(parts.stack.client) };
  try {
    await Promise.race([measure(bench), late]);
    return { result: 'measured' };
  } catch (error) {
    return { result: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}
