import type { OrderEvent, RemediationDone, SignalName, Signals } from '../signals.ts';
import { onlyShown, optional, objectOf } from './fields.ts';
import { readWith, type Read, type Reader } from './reader.ts';
import { claimId, eventId } from './scalars.ts';
import { line, text } from './text.ts';
import { timestampTakenBefore } from './timestamp.ts';

const orderEvent = objectOf<OrderEvent>({ eventId, occurredAt: onlyShown(timestampTakenBefore) });

const PAYLOADS: { readonly [N in SignalName]: Reader<Signals[N]> } = {
  smsReceived: orderEvent,
  activationCompleted: orderEvent,
  activationCancelled: orderEvent,
  refundUpdated: orderEvent,
  remediationDone: objectOf<RemediationDone>({
    eventId,
    occurredAt: onlyShown(timestampTakenBefore),
    summary: text(1, 2000),
    agent: line(1, 64),
    claimId: optional(claimId),
  }),
};

/**
 * Reads the payload of a signal. Without a readable `occurredAt` the value has none: the event happened when it was
 * received.
 * @example
 * readSignal('smsReceived', { eventId: 'e1' }); // { ok: true, value: { eventId: 'e1' } }
 */
export function readSignal<N extends SignalName>(name: N, input: unknown): Read<Signals[N]> {
  const payload: Reader<Signals[N]> = PAYLOADS[name];
  return readWith(payload, input);
}
