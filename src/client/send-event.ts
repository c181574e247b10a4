import { present } from '../contract/present.ts';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Problem } from '../contract/answers.ts';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { OrderEvent, SignalName, Signals } from '../contract/signals.ts';
import { fieldsOf, withEmptyFields } from '../contract/validation/left-out.ts';
import { readSignal } from '../contract/validation/signals.ts';
import {
  canExist,
  UNKNOWN_PURCHASE,
  whyNotFound,
  type PurchaseClosed,
  type UnknownPurchase,
} from './closed-purchase.ts';
import { inTime, type Service } from './service.ts';

/**
 * `sent: true`: Temporal has stored the event, and the purchase will handle it. `leftOut` names fields that are only shown
 * and could not be read (`occurredAt`); the event counts without them.
 * @example
 * const sending = await returns.activationCompleted('p1', { eventId: 'done-4711' });
 * if (!sending.sent && sending.code === 'purchase_closed') console.log(sending.result.outcome);
 */
export type Sending =
  | { sent: true; leftOut?: string[] }
  | ({ sent: false } & PurchaseClosed)
  | ({ sent: false } & UnknownPurchase)
  | { sent: false; code: 'invalid_input'; problems: Problem[] };

/** The purchase does not answer a signal, so a malformed one is refused here. */
export async function sendEvent<N extends SignalName>(
  service: Service,
  name: N,
  purchaseId: PurchaseId,
  payload: Signals[N],
): Promise<Sending> {
  const event = readSignal(name, payload);
  if (!event.ok) return { sent: false, code: 'invalid_input', problems: event.problems };
  if (!canExist(purchaseId)) return { sent: false, ...UNKNOWN_PURCHASE };
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    await inTime(service, () => handle.signal(name, withEmptyFields(event.value, event.leftOut)));
    return { sent: true, ...(event.leftOut && { leftOut: fieldsOf(event.leftOut) }) };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const { eventId, occurredAt }: OrderEvent = event.value;
    const actor = name === 'remediationDone' ? 'support' : 'service';
    const at = present({ occurredAt });
    const late = { kind: 'event', name, id: eventId, actor, ...at } as const;
    return { sent: false, ...(await whyNotFound(service, purchaseId, late)) };
  }
}
