import type { Context } from 'hono';
import type { ApiRole } from '../../contract/api-role.ts';
import type { SignalName, Signals } from '../../contract/signals.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Events } from '../../client/returns-client.ts';
import type { Sending } from '../../client/send-event.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, NOT_FOUND, refuse, ProblemError } from './problems.ts';
import { visiblePurchase } from './purchases.ts';
import { jsonBody, queryOf, withoutWhatIsKnown } from './read-request.ts';

type C = Context<ApiEnv>;

const OF_SERVICE: readonly SignalName[] = [
  'smsReceived',
  'activationCompleted',
  'activationCancelled',
  'refundUpdated',
];
const OF_SUPPORT: readonly SignalName[] = ['remediationDone'];

/**
 * 202: stored, and the purchase will handle it. 200: the purchase has closed, and the event is noted. Throws `ProblemError`, 403
 * for an event of the other side.
 */
export async function sendEvent(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await visiblePurchase(context, c, c.req.param('purchaseId') ?? '');
  const { role, name: caller } = c.get('caller');
  c.set('uncount', context.limitEvents(role === 'service' ? purchaseId : `support ${purchaseId}`));
  const { type, ...event } = withoutWhatIsKnown(await jsonBody(c), { keyed: ['agent', 'by'], path: {} });
  const ofOthers = role === 'service' ? OF_SUPPORT : OF_SERVICE;
  if (ofOthers.some((each) => each === type)) {
    throw refuse(403, 'not_of_this_role', `A key of the role ${role} may not report this event.`);
  }
  return sendOrderEvent(context, c, { purchaseId, type, event, role, caller });
}

interface OrderEventToSend {
  purchaseId: PurchaseId;
  type: unknown;
  event: object;
  role: ApiRole;
  caller: string;
}

/** Sends an event of a kind that the role may send. */
export async function sendOrderEvent(
  context: ApiContext,
  c: C,
  { purchaseId, type, event: payload, role, caller }: OrderEventToSend,
): Promise<Response> {
  const known = role === 'service' ? OF_SERVICE : OF_SUPPORT;
  const name = known.find((each) => each === type);
  if (name === undefined) {
    throw new ProblemError(malformed([{ field: 'type', message: `must be one of ${known.join(', ')}` }]));
  }
  const event = name === 'remediationDone' ? { ...payload, agent: caller } : payload;
  const sending = await send(context, name, purchaseId, event);
  if (sending.sent) {
    return c.json({ purchaseId, ...(sending.leftOut && { leftOut: sending.leftOut }) }, 202);
  }
  switch (sending.code) {
    case 'invalid_input':
      throw new ProblemError(malformed(sending.problems));
    case 'unknown_purchase':
      throw new ProblemError(NOT_FOUND);
    case 'purchase_closed':
      return c.json({ purchaseId, closed: true, result: sending.result }, 200);
    default:
      return sending satisfies never;
  }
}

/** The client reads the payload, as it would read what a typed caller sends. */
function send<N extends SignalName>(
  context: ApiContext,
  name: N,
  purchaseId: PurchaseId,
  payload: object,
): Promise<Sending> {
  const events: Events = context.returns;
  return events[name](purchaseId, payload as unknown as Signals[N]);
}
