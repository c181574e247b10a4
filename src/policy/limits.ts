import type { Side } from './stages.ts';
import type { PolicyVersion } from './versions.ts';

/** The largest argument of a request, in bytes as it arrived, headers included. */
export const LARGEST_REQUEST_BYTES = 65_536;

/** Put in the place of an argument that is larger. */
export const TOO_LARGE = 'larger than a request may be';

/** What the Temporal server (1.32, with its default configuration) gives one workflow. Beyond it the server refuses, or ends the workflow. */
export const SERVER = { events: 51_200, megabytes: 50, signals: 10_000 } as const;

/** From here on the purchase needs attention. One that has used every cap of the policy stays far below. */
export const NEAR = { events: 10_000, megabytes: 10, signals: 1_000 } as const;

/** What one purchase has used of what it can have. */
export interface Used {
  events: number;
  bytes: number;
  signals: number;
  /** Requests that left a trace. */
  requests: Readonly<Record<Side, number>>;
}

/** Something of which not much is left. */
export interface NearLimit {
  of: 'events' | 'bytes' | 'signals' | 'customer_requests' | 'support_requests';
  /** What has been used of what, in words for support. */
  detail: string;
}

/** All that is nearly used up. */
export function nearLimits(version: PolicyVersion, { events, bytes, signals, requests }: Used): NearLimit[] {
  const near: NearLimit[] = [];
  if (events >= NEAR.events)
    near.push({ of: 'events', detail: `more than ${NEAR.events} of ${SERVER.events} events` });
  if (bytes >= NEAR.megabytes * 1_000_000)
    near.push({ of: 'bytes', detail: `more than ${NEAR.megabytes} of ${SERVER.megabytes} MB of history` });
  if (signals >= NEAR.signals)
    near.push({ of: 'signals', detail: `${NEAR.signals} of ${SERVER.signals} signals` });
  for (const side of ['customer', 'support'] as const) {
    const [soon, most] = [nearlyAll(version, side), mostRequests(version, side)];
    if (requests[side] >= soon)
      near.push({
        of: `${side}_requests`,
        detail: `${soon} of ${most} requests of ${named(side)}`,
      });
  }
  return near;
}

/** The side as it is called in a sentence. */
export const named = (side: Side): string => (side === 'customer' ? 'the customer' : 'support');

/** How many requests of one side a purchase takes in all. */
export const mostRequests = (version: PolicyVersion, side: Side): number =>
  side === 'customer' ? version.customerRequests : version.supportRequests;

/** After so many refused requests of one side, a request that would be refused again leaves no trace. */
export const mostRefusals = (version: PolicyVersion, side: Side): number =>
  side === 'customer' ? version.refusals : version.supportRefusals;

/** Three quarters of the requests: the rest is kept for what only a person can do. */
export const nearlyAll = (version: PolicyVersion, side: Side): number =>
  Math.ceil((mostRequests(version, side) * 3) / 4);
