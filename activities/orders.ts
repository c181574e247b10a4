import { ApplicationFailure } from '@temporalio/activity';
import type {
  CancelAnswer,
  FailureDetails,
  PurchaseActivities,
  RefundAnswer,
  RefundNotAsRecorded,
  RefundRequest,
  ReplacementAnswer,
  ReplacementRequest,
} from '../src/contract/activities.ts';
import { cancelKey } from '../src/contract/ids.ts';
import type { Problem } from '../src/contract/answers.ts';
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import { LedgerFailure, LedgerRefused } from '../src/ledger/ledger-unavailable.ts';
import { intendRefund, refundAnswered, refundSent } from '../src/ledger/write/refunds.ts';
import type { NoRemedy } from '../src/ledger/write/remedies.ts';
import {
  intendReplacement,
  replacementIssued,
  replacementNotIssued,
  replacementSent,
  replacementUnusable,
} from '../src/ledger/write/replacements.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { isBrokenCall, Unavailable, UnexpectedAnswer, type OrderCall } from '../src/orders/broken-calls.ts';
import { malformedPurchase, readIssued } from '../src/orders/issued-purchase.ts';
import type { CancelRequest, IssueAnswer, IssueRequest, OrderService } from '../src/orders/order-service.ts';
import { sameMoney } from '../src/policy/refund.ts';
import { heededWaitMs } from '../src/policy/steps.ts';
import { present } from '../src/contract/present.ts';

export interface OrderActivitiesOptions {
  orders: OrderService;
  /** Refunds and replacements are saved here before the order service is asked for them. */
  ledger: Ledger;
  /**
   * Starts the workflow of a replacement. `started`: also if it was started before, and whether open or closed.
   * `taken`: a purchase with other terms has its id. `malformed`: it cannot be opened, because of these fields.
   */
  startPurchase: (order: PurchaseOrder) => Promise<Start>;
  /** Which try of the activity this is, from 1. By it a `Retry-After` of the shop is held against our own pause. */
  attempt: () => number;
}

export type Start = { is: 'started' } | { is: 'taken' } | { is: 'malformed'; problems: Problem[] };

export type OrderActivities = Omit<PurchaseActivities, 'sendMail' | 'recordPurchase'>;

/** Why the ledger allows no remedy, as support reads it. */
const NO_REMEDY = {
  remedy_exists: 'another remedy of this payment is on record',
  purchase_closed: 'the purchase has closed, this is a second opening of it',
  not_issued: 'it says that it replaces another purchase, and we have not issued it',
  purchase_erased: 'the purchase has closed and was erased, this is a second opening of it',
} as const satisfies Record<NoRemedy, string>;

const ID_TAKEN = 'the order service named a purchase that is there already, with other terms';

/**
 * The activities that call the order service. Failures of type `Unavailable`, `UnexpectedAnswer` and `LedgerUnavailable`
 * are retried. `LedgerRefused` is not, so that support sees it at once.
 */
export function orderActivities(options: OrderActivitiesOptions): OrderActivities {
  const { orders, ledger, startPurchase } = options;
  const retryable = <T>(call: () => Promise<T>): Promise<T> => withTypedFailure(call, options.attempt);

  /** Saves the issued replacement and starts its workflow. A purchase of somebody else's is never taken for it. */
  const adopt = async (
    call: OrderCall,
    order: PurchaseOrder,
    { key }: ReplacementRequest,
  ): Promise<Extract<ReplacementAnswer, { result: 'issued' | 'refused' }>> => {
    const { purchaseId, activation } = order;
    const { phoneNumber } = activation;
    const saved = await replacementIssued(ledger, key, purchaseId, new Date());
    if (saved === 'remedy_exists') return { result: 'refused', reason: NO_REMEDY.remedy_exists };
    if (saved === 'id_taken') return notIssued(ledger, key, { result: 'refused', reason: ID_TAKEN });
    const start = await startPurchase(order);
    if (start.is === 'started') return { result: 'issued', purchaseId, phoneNumber };
    await replacementUnusable(ledger, key, start.is === 'taken' ? ID_TAKEN : 'malformed', new Date());
    if (start.is === 'malformed') throw malformedPurchase(call, start.problems);
    return { result: 'refused', reason: ID_TAKEN };
  };

  return {
    cancelActivation: ({ purchaseId, activationId }) =>
      retryable(() => cancelOrFind(orders, { key: cancelKey(purchaseId), activationId })),

    lookUpActivation: ({ activationId }) => retryable(() => orders.lookUpActivation(activationId)),

    refund: (request) => retryable(() => payBack(orders, ledger, request)),

    lookUpRefund: ({ key }) =>
      retryable(async () => {
        const found = await orders.lookUpRefund(key);
        await refundAnswered(ledger, key, found ?? { status: 'unknown' }, new Date());
        return found;
      }),

    issueReplacement: (request) =>
      retryable(async () => {
        const intent = await intendReplacement(ledger, request, new Date());
        if (intent.to === 'refuse') return { result: 'refused', reason: NO_REMEDY[intent.because] };
        await replacementSent(ledger, request.key, new Date());
        const { key, purchaseId, price, activation } = request;
        const { service, country } = activation;
        const answer = await issueOrFind(orders, { key, purchaseId, price, service, country });
        if (answer.result !== 'issued') return notIssued(ledger, key, answer);
        const order = readIssued('replacement', answer.purchase, request);
        if (!sameMoney(order.price, price)) return notIssued(ledger, key, { result: 'price_differs' });
        return adopt('replacement', order, request);
      }),

    findReplacement: (request) =>
      retryable(async () => {
        const answer = await orders.lookUpReplacement(request.key);
        if (answer?.result !== 'issued') return null;
        const order = usableOrder('lookUpReplacement', answer.purchase, request);
        if (order === undefined || !sameMoney(order.price, request.price)) return null;
        const intent = await intendReplacement(ledger, request, new Date());
        if (intent.to === 'refuse') return null;
        const adopted = await adopt('lookUpReplacement', order, request).catch((error: unknown) => {
          // It cannot be opened, so there is no replacement that could be used.
          if (error instanceof UnexpectedAnswer) return undefined;
          throw error;
        });
        if (adopted === undefined || adopted.result === 'refused') return null;
        const { result: _, ...issued } = adopted;
        return issued;
      }),
  };
}

/**
 * Cancels. If the answer is lost or odd, the activation may have been cancelled: looks it up, and answers what the shop
 * has on record. An activation that is active and has no SMS was not cancelled: then the call has failed.
 */
async function cancelOrFind(orders: OrderService, request: CancelRequest): Promise<CancelAnswer> {
  return orElseFound(
    () => orders.cancel(request),
    async () => {
      const found = await orders.lookUpActivation(request.activationId);
      if (found === null || (found.status === 'active' && !found.smsAt)) return null;
      const result = found.status === 'active' ? 'sms_received' : found.status;
      return found.smsAt === undefined ? { result } : { result, smsAt: found.smsAt };
    },
  );
}

/** Asks for a replacement. If the answer is lost or odd, one may have been issued: looks it up. */
function issueOrFind(orders: OrderService, request: IssueRequest): Promise<IssueAnswer> {
  return orElseFound(
    () => orders.issueReplacement(request),
    () => orders.lookUpReplacement(request.key),
  );
}

/** Saves the refund, sends it unless it has been decided already, and saves the answer. */
async function payBack(
  orders: OrderService,
  ledger: Ledger,
  request: RefundRequest,
): Promise<RefundAnswer | RefundNotAsRecorded> {
  const { key } = request;
  const intent = await intendRefund(ledger, request, new Date());
  switch (intent.to) {
    case 'keep':
      return intent.answer;
    case 'refuse':
      return { status: 'refused', refundId: key, reason: NO_REMEDY[intent.because] };
    case 'differs':
      return { status: 'not_as_recorded', ...intent.recorded };
    case 'send':
      break;
    default:
      intent satisfies never;
  }
  // The refund has been decided in the meantime, for example by hand: read again how.
  if (!(await refundSent(ledger, key, new Date()))) return payBack(orders, ledger, request);
  const answer = await sendOrFind(orders, request).catch(async (error: unknown) => {
    await refundAnswered(ledger, key, { status: 'unknown' }, new Date());
    throw error;
  });
  await refundAnswered(ledger, key, answer, new Date());
  return answer;
}

/** Sends the refund. If the answer is lost or odd, the money may be on its way: looks the refund up by its key. */
async function sendOrFind(orders: OrderService, request: RefundRequest): Promise<RefundAnswer> {
  const { key, purchaseId, price, reason } = request;
  return orElseFound(
    () => orders.refund({ key, purchaseId, price, reason }),
    () => orders.lookUpRefund(key),
  );
}

/** Without a usable answer to `call`, returns what `lookUp` finds. Throws the error of `call` if that is nothing. */
async function orElseFound<T>(call: () => Promise<T>, lookUp: () => Promise<T | null>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isBrokenCall(error)) throw error;
    const found = await lookUp().catch((broken: unknown) => {
      throw isBrokenCall(broken) ? error : broken;
    });
    if (found === null) throw error;
    return found;
  }
}

/** Saves that no replacement was issued, and returns the answer. */
async function notIssued<A extends Exclude<ReplacementAnswer, { result: 'issued' }>>(
  ledger: Ledger,
  key: string,
  answer: A,
): Promise<A> {
  const status = answer.result === 'out_of_stock' ? 'out_of_stock' : 'refused';
  const reason = answer.result === 'refused' ? answer.reason : answer.result;
  await replacementNotIssued(ledger, key, status, reason, new Date());
  return answer;
}

/** `readIssued`, or `undefined` if what the shop has issued cannot be used. */
function usableOrder(
  call: OrderCall,
  purchase: object,
  request: ReplacementRequest,
): PurchaseOrder | undefined {
  try {
    return readIssued(call, purchase, request);
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return undefined;
    throw error;
  }
}

const isBrokenPart = (error: unknown): error is Unavailable | UnexpectedAnswer | LedgerFailure =>
  isBrokenCall(error) || error instanceof LedgerFailure;

/** Turns an error into a failure of Temporal with a type, by which the workflow decides. The workflow sets the retries. */
async function withTypedFailure<T>(call: () => Promise<T>, attempt: () => number): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isBrokenPart(error)) throw error;
    const details: FailureDetails = { detail: error.detail };
    const waitMs = heededWaitMs(error instanceof Unavailable ? error.retryAfterMs : undefined, attempt());
    throw ApplicationFailure.create({
      message: error.message,
      type: error.name,
      nonRetryable: error instanceof LedgerRefused,
      details: [details],
      ...present({ nextRetryDelay: waitMs }),
    });
  }
}
