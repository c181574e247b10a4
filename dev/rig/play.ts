import { workflowIdOf } from '../../src/contract/ids.ts';
import type { RefusalCode } from '../../src/contract/answers.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import type { By, UpdateName, Updates, Wanted } from '../../src/contract/updates.ts';
import type { RequestAnswer } from '../../src/client/request.ts';
import type { Requests } from '../../src/client/returns-client.ts';
import type { OrderCall } from '../../src/orders/broken-calls.ts';
import type { Trouble } from '../sandbox/faults.ts';
import type { Wish } from '../sandbox/shop.ts';
import { skipTime } from '../server/skip-time.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import type { WorkflowRef } from '../../src/temporal/workflow-clock.ts';
import type { RunningRig } from './rig.ts';

/** One purchase and what order service, customer and support do with it. Every act waits until the purchase is idle again. */
export interface Play {
  readonly purchaseId: PurchaseId;
  readonly order: PurchaseOrder;
  sms(): Promise<void>;
  completed(): Promise<void>;
  /** Completes the activation at the shop without an event. The shop says so only in its answer to a cancel. */
  completedUnreported(): void;
  cancelled(): Promise<void>;
  /** A request of the customer that must be accepted. */
  customer<N extends UpdateName>(name: N, wanted: Wanted<N>): Promise<RequestAnswer>;
  /** A request of support that must be accepted. */
  support<N extends UpdateName>(name: N, wanted: Wanted<N>): Promise<RequestAnswer>;
  /** A request of the customer that must be refused with `code`. */
  refused<N extends UpdateName>(name: N, wanted: Wanted<N>, code: RefusalCode): Promise<RequestAnswer>;
  /** A request with any answer. */
  ask<N extends UpdateName>(name: N, by: By, wanted: Wanted<N>): Promise<RequestAnswer>;
  /** Lets this much of the purchase's own time pass. */
  pass(durationMs: number): Promise<void>;
  /** Makes the order service fail, for this purchase only, until the returned function is called. */
  fault(call: OrderCall, trouble: Trouble, times?: number): () => void;
  status(): Promise<PurchaseStatus>;
  idle(): Promise<void>;
}

/** Something happened otherwise than the caller says that it must. */
export class NotAsPlayed extends Error {
  override name = 'NotAsPlayed';
}

const CUSTOMER: By = { kind: 'customer', id: 'cus_demo' };
const SUPPORT: By = { kind: 'support', id: 'agent_demo' };

/** How long an act may take until the purchase is idle again. Long, because a machine may be busy. */
const IDLE_TIMEOUT_MS = 120_000;

export interface PlayOptions {
  /** How long a jump in time may take. Default 2 min. */
  timeoutMs?: number;
  /** Waits after each act until the purchase has done everything that follows from it. */
  idle?: (workflow: WorkflowRef) => Promise<void>;
}

/** Buys a number in the sandbox's shop and opens its purchase. */
export async function openPlay(rig: RunningRig, wish: Wish = {}, options: PlayOptions = {}): Promise<Play> {
  const order = rig.sandbox.shop.buy(wish);
  const opening = await rig.returns.openPurchase(order);
  if (!opening.opened) throw new NotAsPlayed(`${order.purchaseId} was not opened: ${opening.code}`);
  const play = playOn(rig, order, options);
  await play.idle();
  return play;
}

/** Goes on with a purchase that is open, for example a replacement. */
export function playOn(
  rig: RunningRig,
  order: PurchaseOrder,
  { timeoutMs = IDLE_TIMEOUT_MS, idle: untilIdle }: PlayOptions = {},
): Play {
  const { sandbox, returns, temporal, namespace } = rig;
  const { purchaseId } = order;
  const requests: Requests = returns;
  const service = temporal.workflowService;
  const workflow = { namespace, workflowId: workflowIdOf(purchaseId) };
  const idle = async (): Promise<void> => {
    if (untilIdle) await untilIdle(workflow);
    else await waitUntilIdle(service, workflow, { timeoutMs });
    await rig.flush();
  };

  const ask = async <N extends UpdateName>(name: N, by: By, wanted: Wanted<N>): Promise<RequestAnswer> => {
    // Sound: every update is its wanted part and who asks.
    const answer = await requests[name](purchaseId, { by, ...wanted } as unknown as Updates[N]);
    await idle();
    return answer;
  };
  const accepted = async <N extends UpdateName>(
    name: N,
    by: By,
    wanted: Wanted<N>,
  ): Promise<RequestAnswer> => {
    const answer = await ask(name, by, wanted);
    if (!answer.accepted) throw new NotAsPlayed(`${name} was refused: ${JSON.stringify(answer)}`);
    return answer;
  };

  return {
    purchaseId,
    order,
    idle,
    ask,
    async sms() {
      await returns.smsReceived(purchaseId, sandbox.shop.deliverSms(purchaseId));
      await idle();
    },
    async completed() {
      await returns.activationCompleted(purchaseId, sandbox.shop.complete(purchaseId));
      await idle();
    },
    completedUnreported() {
      sandbox.shop.complete(purchaseId);
    },
    async cancelled() {
      await returns.activationCancelled(purchaseId, sandbox.shop.cancel(purchaseId));
      await idle();
    },
    customer: (name, wanted) => accepted(name, CUSTOMER, wanted),
    support: (name, wanted) => accepted(name, SUPPORT, wanted),
    async refused(name, wanted, code) {
      const answer = await ask(name, CUSTOMER, wanted);
      if (answer.accepted || answer.code !== code) {
        throw new NotAsPlayed(`${name} was not refused as ${code}: ${JSON.stringify(answer)}`);
      }
      return answer;
    },
    async pass(durationMs) {
      const skip = await skipTime(service, { ...workflow, durationMs }, { timeoutMs });
      if (skip.result === 'failed') throw new NotAsPlayed(`time stood still: ${skip.reason}`);
      await idle();
    },
    fault(call, trouble, times) {
      sandbox.faults.add({ ...trouble, call, times: times ?? 'until_cleared', purchaseId });
      return () => sandbox.faults.clear(purchaseId);
    },
    async status() {
      const found = await returns.status(purchaseId);
      if (!found.found) throw new NotAsPlayed(`${purchaseId} is not known`);
      return found.status;
    },
  };
}
