import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from '../contract/ids.ts';
import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { Instant, PurchaseId } from '../contract/scalars.ts';
import type { PurchaseSnapshot } from '../contract/snapshot.ts';
import type { SignalName, Signals } from '../contract/signals.ts';
import type { UpdateName, Updates } from '../contract/updates.ts';
import { openPurchase, type Opening, type OpeningOptions } from './open-purchase.ts';
import type { PurchaseRecords } from './purchase-records.ts';
import { previewRequest, readOptions, type FoundOptions, type PreviewAnswer } from './preview-request.ts';
import { canExist } from './closed-purchase.ts';
import { queryPurchase } from './query-purchase.ts';
import { readStatus, type FoundStatus } from './read-status.ts';
import { ask, type RequestAnswer, type RequestOptions } from './request.ts';
import { sendEvent, type Sending } from './send-event.ts';
import type { Service } from './service.ts';

export interface ReturnsClientOptions {
  /** A connected client of the SDK, with its namespace. It stays the caller's, who closes it. */
  client: Client;
  /** Default: the contract's. */
  taskQueue?: string;
  /** The longest that one call to Temporal may take, in ms. Default: 10 s. */
  answerTimeoutMs?: number;
  /** Answers for closed purchases that Temporal has forgotten. Default: they are unknown. */
  records?: PurchaseRecords;
  /** The clock that judges the instants of an opening, in ms since the epoch. Default: this host's. */
  now?: () => Instant;
}

export type Events = {
  /**
   * Reports an event. The purchase does not answer it: `status` shows what followed. The same `eventId` again is harmless.
   * Throws `PurchaseLostError` if nobody carries the purchase on.
   */
  readonly [N in SignalName]: (purchaseId: PurchaseId, event: Signals[N]) => Promise<Sending>;
};

export type Requests = {
  /**
   * Asks for something and waits for the answer. Throws `NoAnswerError` if none came in time: then the request
   * has to be repeated with the same `requestId`, and happens once. Throws `PurchaseLostError` if nobody carries the purchase
   * on.
   */
  readonly [N in UpdateName]: (
    purchaseId: PurchaseId,
    request: Updates[N],
    options?: RequestOptions,
  ) => Promise<RequestAnswer>;
};

/**
 * What other services import. Everything that can be expected is answered as data. It throws when something is broken:
 * Temporal cannot be reached or refuses the credentials, or no worker answers.
 * @example
 * const returns: ReturnsClient = createReturnsClient({ client });
 * await returns.smsReceived('p1', { eventId: 'sms-4711', occurredAt: new Date().toISOString() });
 */
export interface ReturnsClient extends Events, Requests {
  /**
   * Opens a purchase. Safe to repeat for as long as Temporal keeps it, even after it has closed; with `records` for ever.
   * Its instants are checked against `now`, as the workflow checks them against the server's clock. Throws
   * `RecordsAwayError` if the records are out of reach and the order is so old that Temporal may have forgotten the
   * purchase. A new order waits for the records for 2 s at most.
   */
  readonly openPurchase: (order: PurchaseOrder, options?: OpeningOptions) => Promise<Opening>;
  /**
   * The status of a purchase. Needs a running worker, even for a closed purchase that Temporal still keeps. Throws
   * `StatusFailedError` if the workflow exists and fails to answer.
   */
  readonly status: (purchaseId: PurchaseId) => Promise<FoundStatus>;
  /**
   * The status with the contact, as the purchase itself has it. Personal data. `undefined`: Temporal does not know it, or
   * knows only an opening that was refused. Throws `StatusFailedError` if the workflow exists and fails to answer.
   */
  readonly snapshot: (purchaseId: PurchaseId) => Promise<PurchaseSnapshot | undefined>;
  /**
   * What a request would be answered now, and what would follow. Leaves no trace. The request itself is judged again when
   * it comes: name the claim (`claimId`) and the revision (`ifRevision`) in it, so that it is about the same purchase.
   */
  readonly preview: <N extends UpdateName>(
    purchaseId: PurchaseId,
    name: N,
    request: Updates[N],
  ) => Promise<PreviewAnswer>;
  /** All that each side could ask for now: whether it would be taken, until when, and if not, what would change that. */
  readonly options: (purchaseId: PurchaseId) => Promise<FoundOptions>;
}

/**
 * The client over a connection of the SDK.
 * @example
 * const connection = await Connection.connect({ address: '127.0.0.1:7233' });
 * const returns = createReturnsClient({ client: new Client({ connection }) });
 */
export function createReturnsClient(options: ReturnsClientOptions): ReturnsClient {
  const { client, taskQueue = TASK_QUEUE, answerTimeoutMs = 10_000, records, now = Date.now } = options;
  const service: Service = { client, taskQueue, answerTimeoutMs, records, now };

  const event =
    <N extends SignalName>(name: N) =>
    (purchaseId: PurchaseId, payload: Signals[N]): Promise<Sending> =>
      sendEvent(service, name, purchaseId, payload);
  const request =
    <N extends UpdateName>(name: N) =>
    (purchaseId: PurchaseId, argument: Updates[N], requestOptions?: RequestOptions): Promise<RequestAnswer> =>
      ask(service, name, purchaseId, argument, requestOptions);

  return {
    openPurchase: (order, openingOptions) => openPurchase(service, order, openingOptions),
    status: (purchaseId) => readStatus(service, purchaseId),
    snapshot: async (purchaseId) =>
      canExist(purchaseId) ? queryPurchase<PurchaseSnapshot>(service, purchaseId, 'snapshot') : undefined,
    preview: (purchaseId, name, argument) => previewRequest(service, name, purchaseId, argument),
    options: (purchaseId) => readOptions(service, purchaseId),

    smsReceived: event('smsReceived'),
    activationCompleted: event('activationCompleted'),
    activationCancelled: event('activationCancelled'),
    refundUpdated: event('refundUpdated'),
    remediationDone: event('remediationDone'),

    submitClaim: request('submitClaim'),
    addEvidence: request('addEvidence'),
    withdrawClaim: request('withdrawClaim'),
    decideClaim: request('decideClaim'),
    requestAccess: request('requestAccess'),
    answerAccess: request('answerAccess'),
    reportRemediation: request('reportRemediation'),
    disputeRemediation: request('disputeRemediation'),
    chooseRemedy: request('chooseRemedy'),
    settleByHand: request('settleByHand'),
    correctContact: request('correctContact'),
  };
}
