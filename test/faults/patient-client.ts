import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isNoAnswer, NoAnswerError } from '../../src/client/no-answer.ts';
import type { ReturnsClient } from '../../src/client/returns-client.ts';

/** Long: workers that are killed again and again start slowly on a busy machine. */
const PATIENCE_MS = 700_000;
const AGAIN_MS = 200;

/** A caller as the contract wants it: what got no answer is repeated, requests under the same id. */
export function patientClient(client: ReturnsClient): ReturnsClient {
  const patient = Object.entries(client).map(([name, call]: [string, unknown]) => {
    // Sound: each is a function of a purchase, an argument, and for requests the options.
    const once = call as (...parts: unknown[]) => Promise<unknown>;
    return [
      name,
      (subject: unknown, argument: unknown, options?: object) => {
        const requestId = randomUUID();
        return untilAnswered(() => once(subject, argument, { requestId, ...options }));
      },
    ];
  });
  return Object.fromEntries(patient) as ReturnsClient;
}

async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const again = error instanceof NoAnswerError || isNoAnswer(error);
      if (!again || performance.now() > deadline) throw error;
      await delay(AGAIN_MS);
    }
  }
}
