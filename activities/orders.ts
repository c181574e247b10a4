import { ApplicationFailure } from '@temporalio/activity';
import type { PurchaseActivities, ReplacementRequest } from '../src/contract/activities.ts';
import { cancelKey } from '../src/contract/ids.ts';
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import { readPurchaseOrder } from '../src/contract/validation/purchase-order.ts';
import { Unavailable, UnexpectedAnswer, type OrderCall } from '../src/orders/broken-calls.ts';
import type { OrderService } from '../src/orders/order-service.ts';
import { agreeTerms } from '../src/policy/terms.ts';
import { CURRENT_VERSION_ID } from '../src/policy/versions.ts';

export interface OrderActivitiesOptions {
  orders: OrderService;
  /** Starts the workflow of a replacement. One that has been started before is no error, open or closed. */
  startPurchase: (order: PurchaseOrder) => Promise<void>;
}

export type OrderActivities = Omit<PurchaseActivities, 'sendMail'>;

/** What the workflow asks of the shop. Failures of type `Unavailable` and `UnexpectedAnswer` are tried again. */
export function orderActivities({ orders, startPurchase }: OrderActivitiesOptions): OrderActivities {
  return {
    cancelActivation: ({ purchaseId, activationId }) =>
      retryable(() => orders.cancel({ key: cancelKey(purchaseId), activationId })),

    lookUpActivation: ({ activationId }) => retryable(() => orders.lookUpActivation(activationId)),

    refund: (request) =>
      retryable(async () => {
        try {
          return await orders.refund(request);
        } catch (error) {
          if (!isBrokenCall(error)) throw error;
          // The money may be on its way. Found by its key, that is the answer; if not, the same key is sent again.
          const found = await orders.lookUpRefund(request.key, request.price).catch((broken: unknown) => {
            throw isBrokenCall(broken) ? error : broken;
          });
          if (found === null) throw error;
          return found;
        }
      }),

    lookUpRefund: ({ key }) => retryable(() => orders.lookUpRefund(key)),

    issueReplacement: (request) =>
      retryable(async () => {
        const { key, purchaseId, price, activation } = request;
        const { service, country } = activation;
        const answer = await orders.issueReplacement({ key, purchaseId, price, service, country });
        if (answer.result !== 'issued') return answer;
        const order = ourOrder('replacement', answer.purchase, request);
        const { amount, currency } = order.price;
        if (amount !== price.amount || currency !== price.currency) return { result: 'price_differs' };
        await startPurchase(order);
        return { result: 'issued', purchaseId: order.purchaseId };
      }),

    findReplacement: (request) =>
      retryable(async () => {
        const answer = await orders.lookUpReplacement(request.key);
        if (answer?.result !== 'issued') return null;
        // Support said to use what is there. Its value is the original's, whatever price the shop put on it.
        const order = ourOrder('lookUpReplacement', { ...answer.purchase, price: request.price }, request);
        await startPurchase(order);
        return { purchaseId: order.purchaseId };
      }),
  };
}

/** The start input of a replacement: what the shop issued, with what only we know. */
function ourOrder(call: OrderCall, purchase: object, request: ReplacementRequest): PurchaseOrder {
  const { customer, replaces } = request;
  const read = readPurchaseOrder({ ...purchase, customer, replaces, policyVersion: CURRENT_VERSION_ID });
  if (!read.ok) throw malformed(call, read.problems);
  const order = read.value;
  if (order.purchaseId === request.purchaseId || order.purchaseId === replaces.originalPurchaseId) {
    throw new UnexpectedAnswer(call, 'purchase.purchaseId is the one that is to be replaced: send a new one');
  }
  // The purchase would fail at its start if its instants did not fit. Read at its own time: no clock decides here.
  const agreed = agreeTerms(order, Date.parse(order.purchasedAt));
  if (!agreed.ok) throw malformed(call, agreed.problems);
  return order;
}

function malformed(call: OrderCall, problems: readonly { field: string }[]): UnexpectedAnswer {
  const fields = problems.map(({ field }) => (field === '' ? 'purchase' : `purchase.${field}`));
  return new UnexpectedAnswer(call, `wrong or missing: ${fields.join(', ')}`);
}

const isBrokenCall = (error: unknown): error is Unavailable | UnexpectedAnswer =>
  error instanceof Unavailable || error instanceof UnexpectedAnswer;

/** The workflow tells the failures apart by their type. How often they are tried again is its matter. */
async function retryable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isBrokenCall(error)) throw error;
    throw ApplicationFailure.create({ message: error.message, type: error.name, nonRetryable: false });
  }
}
