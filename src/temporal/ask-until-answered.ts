import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { ASK_AGAIN } from '../contract/ask-again.ts';

const PAUSE_MS = 100;

/** A purchase has received an event that no worker has handled in time, so it answers no question yet. */
export class NotHandledYet extends Error {
  override name = 'NotHandledYet';
}

/**
 * Asks a purchase. While it has received an event and not handled it yet it refuses to answer (`ASK_AGAIN`), and is asked
 * again. Each try has `timeoutMs`, and so have all of them together. Throws `NotHandledYet` after that, and what the SDK
 * throws.
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
        throw new NotHandledYet('No worker handles what this purchase has received.', { cause: error });
      }
      await delay(PAUSE_MS);
    }
  }
}
