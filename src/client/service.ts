import type { Client } from '@temporalio/client';
import type { Instant } from '../contract/scalars.ts';
import type { PurchaseRecords } from './purchase-records.ts';

/** What every call needs. */
export interface Service {
  readonly client: Client;
  readonly taskQueue: string;
  readonly answerTimeoutMs: number;
  readonly records?: PurchaseRecords | undefined;
  readonly now: () => Instant;
}

/** Gives one call its time. The SDK alone would wait for a server or a worker that is away without end. */
export function inTime<T>({ client, answerTimeoutMs }: Service, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + answerTimeoutMs, call);
}
