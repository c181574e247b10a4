import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { isRefusedOpening } from '../../client/closed-purchase.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../../contract/ids.ts';
import type { CustomerId, PurchaseId } from '../../contract/scalars.ts';
import { onRecordOf } from '../../ledger/read/purchases-of-customer.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { failedWith, GRPC } from '../../temporal/grpc-status.ts';

const AT_ONCE = 500;

/** `refused`: a malformed opening, which never became a purchase. `ended`: a purchase that the ledger has missed. */
export interface Unrecorded {
  purchaseId: PurchaseId;
  is: 'running' | 'refused' | 'ended';
}

/** Whether the workflow of a purchase is still running. */
export async function isRunning(client: Client, purchaseId: PurchaseId): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowIdOf(purchaseId)).describe();
    return status.name === 'RUNNING' || status.name === 'PAUSED';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * The purchases of a customer that are in Temporal and not in the ledger. Temporal cannot search by customer, so this lists
 * all purchases and reads the start input of those that the ledger does not know.
 */
export async function unrecordedOf(
  { client, ledger }: { client: Client; ledger: Ledger },
  customerId: CustomerId,
): Promise<Unrecorded[]> {
  const found = new Map<PurchaseId, Unrecorded>();
  for await (const runs of unknownRuns(client, ledger)) {
    for (const run of runs) {
      const purchaseId = purchaseIdOf(run.workflowId);
      if ((await buyerOf(client, run)) !== customerId) continue;
      // Of several runs of one id, one that is not a refused opening counts: the opening may have been corrected.
      const is = await howItIs(client, run);
      if (found.get(purchaseId) === undefined || is !== 'refused') found.set(purchaseId, { purchaseId, is });
    }
  }
  return [...found.values()];
}

interface Run {
  workflowId: string;
  runId: string;
}

const purchaseIdOf = (workflowId: string): PurchaseId => workflowId.slice(workflowIdOf('').length);

async function* unknownRuns(client: Client, ledger: Ledger): AsyncIterable<Run[]> {
  let batch: Run[] = [];
  for await (const { workflowId, runId } of client.workflow.list({
    query: `WorkflowType = '${WORKFLOW_TYPE}'`,
  })) {
    batch.push({ workflowId, runId });
    if (batch.length < AT_ONCE) continue;
    yield await unknownTo(ledger, batch);
    batch = [];
  }
  if (batch.length > 0) yield unknownTo(ledger, batch);
}

async function unknownTo(ledger: Ledger, runs: readonly Run[]): Promise<Run[]> {
  const ids = runs.map(({ workflowId }) => purchaseIdOf(workflowId));
  const known = await onRecordOf(ledger, ids);
  return runs.filter(({ workflowId }) => !known.has(purchaseIdOf(workflowId)));
}

/** The customer in the start input. `undefined`: there is none, or the run is gone by now. */
async function buyerOf(client: Client, execution: Run): Promise<unknown> {
  const { namespace, loadedDataConverter } = client.options;
  const payloads = await firstPayloads(client, { namespace, execution, maximumPageSize: 1 });
  try {
    const [order] = await decodeArrayFromPayloads(loadedDataConverter, payloads);
    return fieldOf(fieldOf(order, 'customer'), 'customerId');
  } catch (error) {
    // An input that cannot be read belongs to a refused opening. If it does not, skipping it would miss a purchase.
    if ((await howItIs(client, execution)) === 'refused') return undefined;
    throw error;
  }
}

async function firstPayloads(client: Client, of: HistoryRequest): Promise<Payload[]> {
  try {
    const { history } = await client.workflowService.getWorkflowExecutionHistory(of);
    return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  } catch (error) {
    if (failedWith(error, GRPC.NOT_FOUND)) return [];
    throw error;
  }
}

type HistoryRequest = Parameters<Client['workflowService']['getWorkflowExecutionHistory']>[0];

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

async function howItIs(client: Client, { workflowId, runId }: Run): Promise<Unrecorded['is']> {
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  const { status } = await handle.describe();
  if (status.name === 'RUNNING' || status.name === 'PAUSED') return 'running';
  if (status.name !== 'FAILED') return 'ended';
  const failure: unknown = await handle.result().catch((error: unknown) => error);
  return isRefusedOpening(failure) ? 'refused' : 'ended';
}
