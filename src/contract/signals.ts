import type { ClaimId, EventId, Timestamp } from './scalars.ts';

/**
 * What the order service reports.
 * @example
 * const event: OrderEvent = { eventId: 'sms-4711', occurredAt: '2026-03-01T10:01:00Z' };
 */
export interface OrderEvent {
  eventId: EventId;
  /**
   * Only shown; nothing is decided by it. If it is missing or cannot be read, the moment of receipt is shown.
   * @onlyShown
   */
  occurredAt?: Timestamp;
}

/** What support's systems report when they need no answer. Same effect as `reportRemediation` with outcome `done`. */
export interface RemediationDone extends OrderEvent {
  /**
   * What was put right, in words for the customer.
   * @minLength 1
   * @maxLength 2000
   * @trimmed
   */
  summary: string;
  /**
   * Who did it.
   * @minLength 1
   * @maxLength 64
   * @trimmed
   * @oneLine
   */
  agent: string;
  /** The claim that was put right. If that is not the open one, the signal is ignored. */
  claimId?: ClaimId;
}

/**
 * Signals of the workflow and their payloads.
 * @example
 * const payload: Signals['remediationDone'] = { eventId: 'fix-7', summary: 'The route is up again.', agent: 'agent_7' };
 */
export interface Signals {
  smsReceived: OrderEvent;
  activationCompleted: OrderEvent;
  activationCancelled: OrderEvent;
  /** Something about the refund has changed: the purchase asks for it at once. Decides nothing by itself. */
  refundUpdated: OrderEvent;
  remediationDone: RemediationDone;
}

export type SignalName = keyof Signals;
