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
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import { readPurchaseOrder } from '../src/contract/validation/purchase-order.ts';
import { LedgerFailure, LedgerRefused } from '../src/ledger/ledger-unavailable.ts';
import { intendRefund, refundAnswered, refundSent } from '../src/ledger/refunds.ts';
import type { NoRemedy } from '../src/ledger/remedies.ts';
import {
  intendReplacement,
  replacementIssued,
  replacementNotIssued,
  replacementSent,
} from '../src/ledger/replacements.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { Unavailable, UnexpectedAnswer, type OrderCall } from '../src/orders/broken-calls.ts';
import type { CancelRequest, IssueAnswer, IssueRequest, OrderService } from '../src/orders/order-service.ts';
import { heededWaitMs } from '../src/policy/steps.ts';
import { agreeTerms } from '../src/policy/terms.ts';
import { CURRENT_VERSION_ID } from '../src/policy/versions.ts';

export interface OrderActivitiesOptions {
  orders: OrderService;
  /** Money and replacements are on record here before they are asked for. */
  ledger: Ledger;
  /** Starts the workflow of a replacement. One that has been started before is no error, open or closed. */
  startPurchase: (order: PurchaseOrder) => Promise<void>;
  /** Which try of the activity this is, from 1: a `Retry-After` of the shop is heeded within our own waits. */
  attempt: () => number;
}

export type OrderActivities = Omit<PurchaseActivities, 'sendMail' | 'recordPurchase'>;

/** The ledger's reasons, in the words that support reads. */
const NO_REMEDY = {
  remedy_exists: 'another remedy of this payment is on record',
  purchase_erased: 'the purchase has closed and was erased, this is a second opening of it',
} as const satisfies Record<NoRemedy, string>;

/**
 * What the workflow asks of the shop. Failures of type `Unavailable`, `UnexpectedAnswer` and `LedgerUnavailable` are
 * tried again; `LedgerRefused` is not: a person is told at once.
 */
export function orderActivities(options: OrderActivitiesOptions): OrderActivities {
  const { orders, ledger, startPurchase } = options;
  const retryable = <T>(call: () => Promise<T>): Promise<T> => triedAgain(call, options.attempt);
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
        const order = ourOrder('replacement', answer.purchase, request);
        const { amount, currency } = order.price;
        if (amount !== price.amount || currency !== price.currency) {
          return notIssued(ledger, key, { result: 'price_differs' });
        }
        if (!(await replacementIssued(ledger, key, order.purchaseId, new Date()))) {
          return { result: 'refused', reason: NO_REMEDY.remedy_exists };
        }
        await startPurchase(order);
        return { result: 'issued', purchaseId: order.purchaseId };
      }),

    findReplacement: (request) =>
      retryable(async () => {
        const answer = await orders.lookUpReplacement(request.key);
        if (answer?.result !== 'issued') return null;
        // Support said to use what is there. Its value is the original's, whatever price the shop put on it.
        const order = ourOrder('lookUpReplacement', { ...answer.purchase, price: request.price }, request);
        const intent = await intendReplacement(ledger, request, new Date());
        if (intent.to === 'refuse') return null;
        if (!(await replacementIssued(ledger, request.key, order.purchaseId, new Date()))) return null;
        await startPurchase(order);
        return { purchaseId: order.purchaseId };
      }),
  };
}

/**
 * The number may be given back when an answer is lost or odd. What the shop has on record of it is the answer then; an
 * activation that still runs, without an SMS, was not cancelled, and the call failed.
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

/** A number may have been issued when an answer is lost or odd. */
function issueOrFind(orders: OrderService, request: IssueRequest): Promise<IssueAnswer> {
  return orElseFound(
    () => orders.issueReplacement(request),
    () => orders.lookUpReplacement(request.key),
  );
}

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
  // Decided since, by hand for example: the record says how.
  if (!(await refundSent(ledger, key, new Date()))) return payBack(orders, ledger, request);
  const answer = await sendOrFind(orders, request).catch(async (error: unknown) => {
    await refundAnswered(ledger, key, { status: 'unknown' }, new Date());
    throw error;
  });
  await refundAnswered(ledger, key, answer, new Date());
  return answer;
}

/** The money may be on its way when an answer is lost. Found by its key, that is the answer; if not, the call failed. */
async function sendOrFind(orders: OrderService, request: RefundRequest): Promise<RefundAnswer> {
  const { key, purchaseId, price, reason } = request;
  return orElseFound(
    () => orders.refund({ key, purchaseId, price, reason }),
    () => orders.lookUpRefund(key),
  );
}

/** Without an answer that can be used, what is found; if nothing is, or cannot be looked up, the call has failed. */
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

const isBrokenPart = (error: unknown): error is Unavailable | UnexpectedAnswer | LedgerFailure =>
  isBrokenCall(error) || error instanceof LedgerFailure;

/** The workflow tells the failures apart by their type. How often they are tried again is its matter. */
async function triedAgain<T>(call: () => Promise<T>, attempt: () => number): Promise<T> {
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
      ...(waitMs === undefined ? {} : { nextRetryDelay: waitMs }),
    });
  }
}
