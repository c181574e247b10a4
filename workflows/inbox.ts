// Owner of the inbox: which messages came, how many of which kind, and how near that is to a limit.
import { workflowInfo } from '@temporalio/workflow';
import { mostRefusals, mostRequests, nearlyAll, nearLimits, type NearLimit } from '../src/policy/limits.ts';
import type { Side } from '../src/policy/stages.ts';
import { needAttention, note } from './journal.ts';
import type { Life, Writable } from './life.ts';

export interface Inbox {
  /** `<signal>:<eventId>`. */
  readonly seenEvents: ReadonlySet<string>;
  /** Ignored messages that are in the timeline. */
  readonly ignoredKept: number;
  /** Signals of any name, whatever became of them. */
  readonly signals: number;
  /** Requests that are in the history, refused ones included. */
  readonly requests: Readonly<Record<Side, number>>;
  /** Refused requests that are in the history. */
  readonly refusals: Readonly<Record<Side, number>>;
  /** The limits that support was warned of. */
  readonly nearLimits: ReadonlySet<NearLimit['of']>;
}

export const newInbox = (): Inbox => ({
  seenEvents: new Set(),
  ignoredKept: 0,
  signals: 0,
  requests: { customer: 0, support: 0 },
  refusals: { customer: 0, support: 0 },
  nearLimits: new Set(),
});

const own = ({ inbox }: Life): Writable<Inbox> => inbox as Writable<Inbox>;

/** How many ignored messages the timeline keeps: a sender that repeats itself without end must not fill it. */
const IGNORED_KEPT = 10;

export function countSignal(life: Life): void {
  own(life).signals += 1;
}

export function countRequest(life: Life, side: Side): void {
  const { requests } = life.inbox;
  own(life).requests = { ...requests, [side]: requests[side] + 1 };
}

export function countRefusal(life: Life, side: Side): void {
  const { refusals } = life.inbox;
  own(life).refusals = { ...refusals, [side]: refusals[side] + 1 };
}

/** Whether the event comes for the first time. */
export function firstSeen(life: Life, event: string): boolean {
  if (life.inbox.seenEvents.has(event)) return false;
  own(life).seenEvents.add(event);
  return true;
}

export function ignore(life: Life, signal: string, why: string): void {
  if (life.inbox.ignoredKept >= IGNORED_KEPT) return;
  own(life).ignoredKept += 1;
  const name = /^[A-Za-z0-9_-]{1,64}$/.test(signal) ? signal : 'unnamed';
  note(life, 'ignored', { visibility: 'internal', data: { signal: name, why } });
}

/** Whether a side has sent all requests that a purchase takes from it. */
export const requestsUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.requests[side] >= mostRequests(terms.version, side);

/** Whether a side has sent most of the requests that a purchase takes from it. */
export const requestsNearlyUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.requests[side] >= nearlyAll(terms.version, side);

/** Whether a side was refused so often that the validator keeps further refusals out of the history. */
export const refusalsUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.refusals[side] >= mostRefusals(terms.version, side);

/**
 * Raises attention, once per limit, when a purchase comes near a limit of the server, while a person can still act:
 * beyond it the server takes no request or event any more, or ends the workflow. Called after each message, because
 * only messages can come without end.
 */
export function watchLimits(life: Life): void {
  const { historyLength, historySize } = workflowInfo();
  const { signals, requests, nearLimits: warned } = life.inbox;
  const used = { events: historyLength, bytes: historySize, signals, requests };
  const near = nearLimits(life.terms.version, used);
  // Earlier code warned of nothing, so its histories have no write to the ledger here.
  if (near.every(({ of }) => warned.has(of)) || !life.runtime.patched('near-limit')) return;
  for (const { of } of near) own(life).nearLimits.add(of);
  needAttention(life, 'purchase', 'near_limit', { detail: near.map(({ detail }) => detail).join('; ') });
}
