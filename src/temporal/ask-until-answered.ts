import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { ASK_AGAIN } from '../contract/ask-again.ts';

const PAUSE_MS = 100;

/**
 * Asks a purchase. Between an event and the task that handles it, it does not answer (`ASK_AGAIN`): then it is asked
 * again, for up to `timeoutMs`, which is also the time of each try. Throws then, and what the SDK throws.
 */
export async function askUntilAnswered<T>(
  client: Client,
  ask: () => Promise<T>,
  { timeoutMs }: { timeoutMs: number },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await client.withDeadline(Date.now() + timeoutMs, ask);
    } catch (error) {
      const isTooEarly = error instanceof Error && error.message.includes(ASK_AGAIN);
      if (!isTooEarly) throw error;
      if (performance.now() > deadline) {
        throw new Error('No worker takes the task of what has happened to this purchase.', { cause: error });
      }
      await delay(PAUSE_MS);
    }
  }
}
