import type { Client } from '@temporalio/client';
import type { Instant } from '../contract/scalars.ts';
import type { PurchaseRecords } from './purchase-records.ts';
import { takeTurns, type Turns } from './turns.ts';

/** What every call needs. */
export interface Service {
  readonly client: Client;
  readonly taskQueue: string;
  readonly answerTimeoutMs: number;
  readonly records?: PurchaseRecords | undefined;
  readonly now: () => Instant;
}

/**
 * How many requests to one purchase are in flight at a time. The server takes ten. If it refuses some while a worker is in
 * the purchase's task, SDK 1.24 can write a history that no worker can replay. Four leave room for other processes.
 */
const REQUESTS_IN_FLIGHT = 4;

const turnsOf = new WeakMap<Client, Turns>();

/** The turns of requests. All returns clients over the same connected client share them. */
export function requestTurns(client: Client): Turns {
  const turns = turnsOf.get(client) ?? takeTurns(REQUESTS_IN_FLIGHT);
  turnsOf.set(client, turns);
  return turns;
}

/** Makes one call with a deadline. Without it the SDK would wait for ever for a server or a worker that is away. */
export function inTime<T>({ client, answerTimeoutMs }: Service, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + answerTimeoutMs, call);
}
