import { QueryNotRegisteredError, ServiceError, type Client } from '@temporalio/client';
import { TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../../contract/ids.ts';
import type { Mail, MailReceipt } from '../../contract/mail.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import {
  openCases,
  paymentsOf,
  purchasesToReconcile,
  replacementsNotOnRecord,
  sharedActivationsOf,
} from '../../ledger/read/to-reconcile.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { openCase } from '../../ledger/write/cases.ts';
import { putBackReplacement } from '../../ledger/write/replacements.ts';
import { Unavailable, UnexpectedAnswer } from '../../orders/broken-calls.ts';
import type { RefundRecords } from '../../orders/order-service.ts';
import { fewAtATime, NotAsked, patience } from './asking.ts';
import { checkPayment } from './check-payment.ts';
import { checkPurchase } from './check-purchase.ts';
import type { Finding, NoLongerFound, NotChecked, Report } from './report.ts';
import { readWorkflow } from './workflow-state.ts';
import { DAY_MS } from '../../policy/duration.ts';

/** Five days of claims and thirty of Temporal's retention. */
const DEFAULT_SINCE_MS = 35 * DAY_MS;

/** What is compared, and the means to act on it. None of them can move money. */
export interface ReconcileParts {
  /** Connected, with the namespace of the purchases. A worker has to run, because the purchases are asked. */
  temporal: Client;
  /** Default: the contract's. */
  taskQueue?: string;
  ledger: Ledger;
  shop: RefundRecords;
  /** Does not send a mail again that the ledger has as accepted. Throws `MailUnavailable` or `LedgerUnavailable`. */
  sendMail: (mail: Mail) => Promise<MailReceipt>;
}

export interface ReconcileOptions {
  now: Date;
  /** How far back closed purchases are looked at. Default: 35 days. */
  sinceMs?: number;
}

/**
 * Compares workflows, ledger and order service. It updates the ledger, opens cases for what a person has to do, and mails
 * customers whose refund has failed. It never moves money, and may be run again at any time. A purchase that cannot be
 * checked is named in the report, and the others are checked. Throws if the list of purchases cannot be read.
 */
export async function reconcile(
  parts: ReconcileParts,
  { now, sinceMs = DEFAULT_SINCE_MS }: ReconcileOptions,
): Promise<Report> {
  const since = new Date(now.getTime() - sinceMs);
  const { purchases, toAsk } = await purchasesToCheck(parts, since);
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  const noVerdict = new Set<PurchaseId>();
  const check =
    (part: NotChecked['part'], find: (purchaseId: PurchaseId) => Promise<Finding[] | undefined>) =>
    async (purchaseId: PurchaseId): Promise<void> => {
      try {
        const found = await find(purchaseId);
        if (found === undefined) noVerdict.add(purchaseId);
        else findings.push(...found);
      } catch (error) {
        const broken = error instanceof LedgerFailure ? 'ledger' : part;
        noVerdict.add(purchaseId);
        notChecked.push({ purchaseId, part: broken, why: whyNot(error) });
      }
    };

  const workflows = patience();
  const read = (purchaseId: PurchaseId) => workflows(() => readWorkflow(parts, purchaseId));
  await fewAtATime(
    toAsk,
    check('workflow', (purchaseId) => checkPurchase(parts.ledger, purchaseId, read, now)),
  );

  const payments = await paymentsOf(parts.ledger, purchases);
  const shop = patience();
  const lookUp = (key: string) => shop(() => parts.shop.lookUpRefund(key));
  await fewAtATime(
    payments,
    check('order_service', (originalPurchaseId) => checkPayment(parts, originalPurchaseId, lookUp, now)),
  );

  // One query for all purchases. They come after the payments, so that those are checked even if they fail.
  try {
    findings.push(...(await replacementsPutBack(parts.ledger, purchases, now)));
    findings.push(...(await activationsShared(parts.ledger, purchases, now)));
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
    const named = new Set(notChecked.map(({ purchaseId }) => purchaseId));
    for (const purchaseId of purchases.filter((each) => !named.has(each))) {
      noVerdict.add(purchaseId);
      notChecked.push({ purchaseId, part: 'ledger', why: whyNot(error) });
    }
  }

  return {
    at: now.toISOString(),
    since: since.toISOString(),
    purchases: purchases.length,
    asked: toAsk.length,
    payments: payments.length,
    findings: findings.toSorted(inOrder),
    noLongerFound: await noLongerFound(parts.ledger, findings, noVerdict),
    notChecked: notChecked.toSorted(inOrder),
  };
}

const inOrder = (one: { purchaseId: string; kind?: string }, other: { purchaseId: string; kind?: string }) =>
  one.purchaseId.localeCompare(other.purchaseId) || (one.kind ?? '').localeCompare(other.kind ?? '');

/** Why a check failed, without any text that somebody else wrote. */
function whyNot(error: unknown): string {
  if (error instanceof LedgerFailure || error instanceof NotAsked) return error.message;
  if (error instanceof Unavailable || error instanceof UnexpectedAnswer) return error.message;
  // The SDK throws this for every query that fails.
  if (error instanceof QueryNotRegisteredError) {
    return 'It is in Temporal and fails to answer: look at its workflow tasks there.';
  }
  if (error instanceof ServiceError) return 'Neither the Temporal server nor a worker gave an answer.';
  return error instanceof Error ? `Broken: ${error.name}.` : 'Broken.';
}

/** Every workflow id of a purchase begins with this. */
const PREFIX = workflowIdOf('');

/** The purchases that one run checks, each list sorted. */
interface ToCheck {
  /** Every purchase that is open in Temporal or in the ledger, has closed since, or is the subject of an open case. */
  purchases: PurchaseId[];
  /**
   * Those of them that are asked themselves. A purchase whose only run has completed cannot change, so it is not asked again
   * once it was found right.
   */
  toAsk: PurchaseId[];
}

async function purchasesToCheck(
  { temporal, taskQueue = TASK_QUEUE, ledger }: ReconcileParts,
  since: Date,
): Promise<ToCheck> {
  const { purchases: known, inCase, runFoundRight } = await purchasesToReconcile(ledger, since);
  const purchases = new Set([...known, ...inCase]);
  for (const purchaseId of inCase) runFoundRight.delete(purchaseId);
  const query =
    `WorkflowType = '${WORKFLOW_TYPE}' AND TaskQueue = '${taskQueue}' AND ` +
    `(ExecutionStatus = 'Running' OR CloseTime >= '${since.toISOString()}')`;
  for await (const { workflowId, runId, status } of temporal.workflow.list({ query })) {
    if (!workflowId.startsWith(PREFIX)) continue;
    const purchaseId = workflowId.slice(PREFIX.length);
    purchases.add(purchaseId);
    // It was reset or started once more. Only asking it shows which run counts.
    if (status.name !== 'COMPLETED' || runId !== runFoundRight.get(purchaseId))
      runFoundRight.delete(purchaseId);
  }
  const sorted = [...purchases].toSorted();
  return { purchases: sorted, toAsk: sorted.filter((purchaseId) => !runFoundRight.has(purchaseId)) };
}

/**
 * Purchases whose activation another purchase had before: one number was sold twice, or one order was opened under two
 * ids, and both could be refunded. A case is opened for each of them but the first.
 */
async function activationsShared(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
  now: Date,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { purchaseId, activationId, firstPurchaseId } of await sharedActivationsOf(ledger, purchases)) {
    const found = { ledger: { activationId, firstPurchaseId } };
    const subject = { purchaseId, kind: 'activation_shared', key: activationId } as const;
    const opened = await openCase(ledger, { ...subject, details: found }, now);
    findings.push({ ...subject, found, done: { what: 'case', ...opened } });
  }
  return findings;
}

/** Writes the replacements that the ledger has lost, as the purchases that they were given to say. */
async function replacementsPutBack(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
  now: Date,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const told of await replacementsNotOnRecord(ledger, purchases)) {
    if (!(await putBackReplacement(ledger, told, now))) continue;
    const { purchaseId, key, replacementPurchaseId } = told;
    findings.push({
      purchaseId,
      kind: 'projection_behind',
      key,
      found: { ledger: null, workflow: { replacement: 'issued', replacementPurchaseId } },
      done: { what: 're_projected' },
    });
  }
  return findings;
}

/** Open cases that this run did not find, without those about purchases that it could not check or that changed meanwhile. */
async function noLongerFound(
  ledger: Ledger,
  findings: readonly Finding[],
  noVerdict: ReadonlySet<PurchaseId>,
): Promise<NoLongerFound[]> {
  const found = new Set(findings.flatMap(({ done }) => (done.what === 'case' ? [done.caseId] : [])));
  return (await openCases(ledger))
    .filter(({ caseId }) => !found.has(caseId))
    .filter(({ purchaseId, originalPurchaseId }) =>
      [purchaseId, originalPurchaseId].every((id) => id === null || !noVerdict.has(id)),
    )
    .map(({ caseId, purchaseId, kind, key, openedAt }) => ({ caseId, purchaseId, kind, key, openedAt }));
}
