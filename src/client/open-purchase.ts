import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Problem } from '../contract/answers.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../contract/ids.ts';
import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { fieldsOf, withEmptyFields } from '../contract/validation/left-out.ts';
import { readPurchaseOrder } from '../contract/validation/purchase-order.ts';
import { agreeTerms } from '../policy/terms.ts';
import { differingContact, type Reached } from './compare-contact.ts';
import { differingTerms } from './compare-terms.ts';
import { openedBefore } from './opened-before.ts';
import { readReached } from './read-reached.ts';
import { readStatus, type FoundStatus } from './read-status.ts';
import { inTime, type Service } from './service.ts';

/**
 * The answer to an opening. Which start of the workflow it was is the `Opening` of `src/contract`.
 * - `already: false`: the purchase is open now. `leftOut` names fields that are only shown and could not be read; it is
 * open without them.
 * - `already: true`: it was opened before, with the same terms. `result` is set if it is decided by now. `differences`
 * names fields of the contact that are different there; an opening does not change them, `correctContact` does.
 * - `other_terms`: it was opened before with other terms, in the fields that `differences` names.
 * @example
 * const opening = await returns.openPurchase(order);
 * if (!opening.opened) console.error(opening.code, opening.code === 'other_terms' ? opening.differences : opening.problems);
 */
export type Opening =
  | { opened: true; already: false; leftOut?: string[] }
  | { opened: true; already: true; result?: PurchaseResult; differences?: string[] }
  | { opened: false; code: 'other_terms'; differences: string[] }
  | { opened: false; code: 'invalid_input'; problems: Problem[] };

export interface OpeningOptions {
  /** Who opens it, 1 to 64 characters. Kept with the workflow (memo `openedBy`), for as long as Temporal keeps it. */
  openedBy?: string | undefined;
}

export async function openPurchase(
  service: Service,
  input: PurchaseOrder,
  { openedBy }: OpeningOptions = {},
): Promise<Opening> {
  const order = readPurchaseOrder(input);
  if (!order.ok) return refused(order.problems);
  // The workflow would fail for the same reasons, but the caller would not see it.
  const agreed = agreeTerms(order.value, service.now());
  if (!agreed.ok) return (await repeated(service, order.value)) ?? refused(agreed.problems);
  // The default is written into the order now, because it may have changed by the time a worker runs the workflow.
  const fixed = { ...order.value, policyVersion: agreed.terms.version.id };
  const toStart = withEmptyFields(fixed, order.leftOut);
  const started: Opening = {
    opened: true,
    already: false,
    ...(order.leftOut && { leftOut: fieldsOf(order.leftOut) }),
  };
  const before = await openedBefore(service, order.value);
  if (before.next === 'record') {
    const { status, erased, reached } = before.purchase;
    return compared(order.value, status, { erased, reached });
  }
  if (before.next === 'start' && (await start(service, toStart, openedBy))) return started;
  const known = await readStatus(service, order.value.purchaseId);
  if (known.found) return comparedWith(service, order.value, known);
  // The workflow that was there has failed at its start since, and a failed opening may be replaced.
  if (before.next === 'start' && (await start(service, toStart, openedBy))) return started;
  const again = await readStatus(service, order.value.purchaseId);
  if (again.found) return comparedWith(service, order.value, again);
  throw new Error(`Purchase ${order.value.purchaseId} is neither open nor free to be opened: look it up.`);
}

const refused = (problems: Problem[]): Opening => ({ opened: false, code: 'invalid_input', problems });

/** The answer to an order that the current default refuses, if it was opened under an earlier default. */
async function repeated(service: Service, order: PurchaseOrder): Promise<Opening | undefined> {
  if (order.policyVersion !== undefined) return undefined;
  const known = await readStatus(service, order.purchaseId);
  return known.found ? comparedWith(service, order, known) : undefined;
}

async function comparedWith(
  service: Service,
  order: PurchaseOrder,
  { from, status }: Extract<FoundStatus, { found: true }>,
): Promise<Opening> {
  const reached = from === 'purchase' ? await readReached(service, order.purchaseId) : undefined;
  return compared(order, status, { reached });
}

function compared(
  order: PurchaseOrder,
  status: PurchaseStatus,
  { erased = false, reached }: { erased?: boolean; reached?: Reached | undefined },
): Opening {
  const otherTerms = differingTerms(order, status, { erased });
  if (otherTerms.length > 0) return { opened: false, code: 'other_terms', differences: otherTerms };
  const differences = reached === undefined ? [] : differingContact(order, reached);
  return {
    opened: true,
    already: true,
    ...(status.result && { result: status.result }),
    ...(differences.length > 0 && { differences }),
  };
}

/** `false`: a purchase of this id is open or has closed. */
async function start(service: Service, order: PurchaseOrder, openedBy?: string): Promise<boolean> {
  try {
    await inTime(service, () =>
      service.client.workflow.start(WORKFLOW_TYPE, {
        args: [order],
        workflowId: workflowIdOf(order.purchaseId),
        ...(openedBy === undefined ? {} : { memo: { openedBy } }),
        taskQueue: service.taskQueue,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        // USE_EXISTING would have the same effect on an open purchase. But with it the SDK does not say whether it has
        // started a workflow, and finding out would cost every opening a second call.
        workflowIdConflictPolicy: 'FAIL',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
