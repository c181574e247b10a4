// Owner of the inbox: which messages came, how many of which kind, and how near that is to a limit.
import { patched, workflowInfo } from '@temporalio/workflow';
import { mostRefusals, mostRequests, nearlyAll, nearLimits, type NearLimit } from '../src/policy/limits.ts';
import type { Side } from '../src/policy/stages.ts';
import { needAttention, note } from './journal.ts';
import type { Life, Writable } from './life.ts';

export interface Inbox {
  /** `<signal>:<eventId>`. */
  readonly seenEvents: ReadonlySet<string>;
  /** Ignored messages that the timeline tells of. */
  readonly ignoredKept: number;
  /** Signals of any name, whatever became of them. */
  readonly signals: number;
  /** Requests that left a trace, refused ones among them. */
  readonly requests: Readonly<Record<Side, number>>;
  /** Refused requests that left a trace. */
  readonly refusals: Readonly<Record<Side, number>>;
  /** The limits that support was told of. */
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

/** How many ignored messages the timeline keeps; a sender gone wild must not fill it. */
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

/** Whether all requests of a side were made that a purchase takes. */
export const requestsUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.requests[side] >= mostRequests(terms.version, side);

/** Whether most of them were. */
export const requestsNearlyUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.requests[side] >= nearlyAll(terms.version, side);

/** Whether what would be refused leaves no trace any more. */
export const refusalsUsedUp = ({ inbox, terms }: Life, side: Side): boolean =>
  inbox.refusals[side] >= mostRefusals(terms.version, side);

/**
 * Puts a purchase before support while a person can still act: beyond a limit of the server no request or event gets in,
 * or the server ends it. Told once for each limit. Asked after each message, the only thing that can pile up.
 */
export function watchLimits(life: Life): void {
  const { historyLength, historySize } = workflowInfo();
  const { signals, requests, nearLimits: told } = life.inbox;
  const used = { events: historyLength, bytes: historySize, signals, requests };
  const near = nearLimits(life.terms.version, used);
  // Nothing was told in purchases that came this far before, and the ledger was not written to.
  if (near.every(({ of }) => told.has(of)) || !patched('near-limit')) return;
  for (const { of } of near) own(life).nearLimits.add(of);
  needAttention(life, 'purchase', 'near_limit', { detail: near.map(({ detail }) => detail).join('; ') });
}
