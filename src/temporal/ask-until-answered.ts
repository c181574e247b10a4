import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { ASK_AGAIN } from '../contract/ask-again.ts';
import { failedWith, GRPC, ofCall } from './grpc-status.ts';

const PAUSE_MS = 100;
/** A question can be lost, for instance when it reaches a worker in the moment in which the purchase closes. */
const TRIES = 3;

/** A purchase has received an event that no worker has handled in time, so it answers no question yet. */
export class NotHandledYet extends Error {
  override name = 'NotHandledYet';
}

/**
 * Asks a purchase. While it has received an event and not handled it yet it refuses to answer (`ASK_AGAIN`), and is asked
 * again; so it is if no answer comes within a third of `timeoutMs`, which is for all tries together. Throws
 * `NotHandledYet` after that, and what the SDK throws.
 */
export async function askUntilAnswered<T>(
  client: Client,
  ask: () => Promise<T>,
  { timeoutMs }: { timeoutMs: number },
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const now = Date.now();
    const tryUntil = Math.max(now + PAUSE_MS, Math.min(now + timeoutMs / TRIES, deadline));
    try {
      return await client.withDeadline(tryUntil, ask);
    } catch (error) {
      const isTooEarly = error instanceof Error && error.message.includes(ASK_AGAIN);
      const isLost = failedWith(ofCall(error), GRPC.DEADLINE_EXCEEDED, GRPC.CANCELLED);
      if (!isTooEarly && !isLost) throw error;
      if (Date.now() + PAUSE_MS > deadline) {
        if (isLost) throw error;
        throw new NotHandledYet('No worker handles what this purchase has received.', { cause: error });
      }
      await delay(PAUSE_MS);
    }
  }
}
