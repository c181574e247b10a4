import type { Instant, Timestamp } from '../../src/contract/scalars.ts';
import { isSignedBy } from '../../src/webhooks/signature.ts';
import { present } from '../../src/contract/present.ts';

/** Whether a webhook is from us, by Standard Webhooks 1.0. */
export type SignatureCheck = 'right' | 'wrong' | 'outside_tolerance' | 'not_signed' | 'no_secret';

/** A webhook as the shop has received it. */
export interface ReceivedWebhook {
  receivedAt: Timestamp;
  signature: SignatureCheck;
  webhookId?: string;
  /** The body, if it is JSON. */
  event?: unknown;
}

/** What a receiver verifies: the headers as they came, and the body as its bytes. */
export interface IncomingWebhook {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  body: Uint8Array;
}

export interface Webhooks {
  /** From now on webhooks are verified with this secret, `whsec_…`. */
  expect(secret: string): void;
  /** Keeps it, and says whether its signature is right. */
  take(incoming: IncomingWebhook): ReceivedWebhook;
  /** The last hundred, the latest first. */
  received(): ReceivedWebhook[];
}

const MOST_KEPT = 100;
const TOLERANCE_S = 300;

/** The shop's receiver of our webhooks. */
export function createWebhooks(now: () => Instant): Webhooks {
  const kept: ReceivedWebhook[] = [];
  let key: Buffer | undefined;

  function check({ id, timestamp, signature, body }: IncomingWebhook): SignatureCheck {
    if (key === undefined) return 'no_secret';
    if (id === undefined || timestamp === undefined || signature === undefined) return 'not_signed';
    if (!isSignedBy(key, signature, { id, timestamp, body })) return 'wrong';
    return Math.abs(now() / 1_000 - Number(timestamp)) <= TOLERANCE_S ? 'right' : 'outside_tolerance';
  }

  return {
    expect(secret) {
      key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    },
    take(incoming) {
      const event = jsonIn(incoming.body);
      const received: ReceivedWebhook = {
        receivedAt: new Date(now()).toISOString(),
        signature: check(incoming),
        ...present({ webhookId: incoming.id, event }),
      };
      kept.unshift(received);
      kept.splice(MOST_KEPT);
      return received;
    },
    received: () => [...kept],
  };
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
