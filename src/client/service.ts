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
 * Requests to one purchase that are in flight at a time. The server takes ten; when it refused some while a worker was in
 * the purchase's task, the SDK (1.24) could write a history that no worker can replay. Four leave room for other processes.
 */
const REQUESTS_IN_FLIGHT = 4;

const turnsOf = new WeakMap<Client, Turns>();

/** The turns of the requests, which all that use this connected client share. */
export function requestTurns(client: Client): Turns {
  const turns = turnsOf.get(client) ?? takeTurns(REQUESTS_IN_FLIGHT);
  turnsOf.set(client, turns);
  return turns;
}

/** Gives one call its time. The SDK alone would wait for a server or a worker that is away without end. */
export function inTime<T>({ client, answerTimeoutMs }: Service, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + answerTimeoutMs, call);
}
