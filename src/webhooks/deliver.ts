import { readDelivery, type HandedOut } from '../ledger/read/webhook-deliveries.ts';
import type { Ledger } from '../ledger/tables.ts';
import { switchOff } from '../ledger/write/webhook-endpoints.ts';
import {
  saveDelivered,
  saveFailedTry,
  saveNotTried,
  type EndpointHealth,
} from '../ledger/write/webhook-tries.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../policy/duration.ts';
import { hasArrived, type Posted, type Poster } from './post.ts';
import { postEvent } from './post-event.ts';
import { pauseAfter } from './retry.ts';
import { endpointSecret, markOf } from './signature.ts';

/** An endpoint at which nothing arrived for so long is switched off, if a mail has said that it fails. */
const SWITCHED_OFF_AFTER_MS = 3 * DAY_MS;
/** How many tries of one receiver run at once in a process, so that a slow one takes no room from the others. */
const AT_A_TIME = 20;
const MISCONFIGURED_PAUSE_MS = 5 * MINUTE_MS;
const AT_A_TIME_FAILING = 2;

export interface DeliveryParts {
  ledger: Ledger;
  /** The master secret. */
  secret: Buffer;
  poster: Poster;
  /** Called when an endpoint was switched off, so that the mail about it goes out. */
  switchedOff: () => void;
  /** Called for an endpoint whose secrets are made of another master secret than this process has. */
  otherSecret: (endpointId: string) => void;
  now: () => Date;
  /** From 0 to 1. */
  random: () => number;
}

/** `again`: the same delivery is to be carried out once more, after this time. */
export type Delivered = { done: true } | { done: false; againMs: number };

/** Carries out deliveries, one try each. */
export function deliveries({ ledger, secret, poster, switchedOff, otherSecret, now, random }: DeliveryParts) {
  const underWay = new Map<string, number>();
  const mark = markOf(secret);

  /**
   * One try of a delivery. What became of it is in the ledger before this resolves. Throws `LedgerUnavailable`, after
   * which the event may have arrived: the next try has the same `webhook-id`.
   */
  async function deliver(handed: HandedOut): Promise<Delivered> {
    const { endpointId } = handed;
    const due = await readDelivery(ledger, handed, now());
    if (due === undefined) return { done: true };
    if (due.secretMark !== mark) return misconfigured(handed);
    const busy = underWay.get(endpointId) ?? 0;
    if (busy >= (due.failing ? AT_A_TIME_FAILING : AT_A_TIME)) {
      const [least, most] = due.failing ? [30 * SECOND_MS, 5 * MINUTE_MS] : [SECOND_MS / 2, 3 * SECOND_MS];
      return { done: false, againMs: Math.round(least + random() * (most - least)) };
    }
    underWay.set(endpointId, busy + 1);
    try {
      const { event, url, scheme, generations } = due;
      const secrets = generations.map((generation) =>
        endpointSecret(secret, endpointId, { generation, scheme }),
      );
      const posted = await postEvent(poster, url, event, { secrets, at: now() });
      if (hasArrived(posted)) {
        await saveDelivered(ledger, handed, { status: posted.status, now: now() });
        return { done: true };
      }
      return await failed(handed, due.tries, posted);
    } finally {
      const left = (underWay.get(endpointId) ?? 1) - 1;
      if (left > 0) underWay.set(endpointId, left);
      else underWay.delete(endpointId);
    }
  }

  /** The receiver has nothing to do with it: the try does not count, and neither does the endpoint fail. */
  async function misconfigured(handed: HandedOut): Promise<Delivered> {
    otherSecret(handed.endpointId);
    const nextTryAt = new Date(now().getTime() + MISCONFIGURED_PAUSE_MS);
    await saveNotTried(ledger, handed, { error: 'other_master_secret', nextTryAt });
    return { done: false, againMs: MISCONFIGURED_PAUSE_MS };
  }

  async function failed(handed: HandedOut, triesBefore: number, posted: Posted): Promise<Delivered> {
    const at = now();
    const isGone = 'status' in posted && posted.status === 410;
    const retryAfterMs = 'status' in posted ? posted.retryAfterMs : undefined;
    const againMs = isGone ? undefined : pauseAfter(triesBefore + 1, { retryAfterMs, random: random() });
    const health = await saveFailedTry(ledger, handed, {
      ...('status' in posted ? { status: posted.status } : { error: posted.error }),
      next: isGone ? 'once_on' : againMs === undefined ? 'none' : new Date(at.getTime() + againMs),
      now: at,
    });
    if (health !== undefined) await judge(handed.endpointId, health, isGone, at);
    return againMs === undefined ? { done: true } : { done: false, againMs };
  }

  async function judge(endpointId: string, health: EndpointHealth, isGone: boolean, at: Date): Promise<void> {
    const { failingSince, warned } = health;
    const failsForLong = at.getTime() - failingSince.getTime() >= SWITCHED_OFF_AFTER_MS;
    if (!isGone && !(failsForLong && warned)) return;
    if (await switchOff(ledger, endpointId, isGone ? 'gone' : 'failing', at)) switchedOff();
  }

  return { deliver };
}
