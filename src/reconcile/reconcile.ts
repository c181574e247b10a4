import { ServiceError } from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import { inLedger, LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { Unavailable, UnexpectedAnswer } from '../orders/broken-calls.ts';
import { activationsShared } from './activation-shared.ts';
import { checkPayment } from './check-payment.ts';
import { checkWorkflow } from './check-workflow.ts';
import { fewAtATime } from './few-at-a-time.ts';
import type { Finding, NoLongerFound, NotChecked, Report } from './finding.ts';
import type { ReconcileParts } from './parts.ts';
import { NotAsked, patience } from './patience.ts';
import { readWorkflow } from './read-workflow.ts';
import { paymentsToCheck, whomToCheck } from './whom-to-check.ts';

/** Five days of claims and thirty of Temporal's retention. */
export const DEFAULT_SINCE_MS = 35 * 86_400_000;

export interface ReconcileOptions {
  /** How far back closed purchases are looked at. Default: 35 days. */
  sinceMs?: number;
  /** Default: the host's clock. */
  now?: Date;
}

/**
 * Compares workflows, ledger and order service. Brings the ledger up to date, opens cases for what is left to a person,
 * and has a customer told whose refund has failed. Never moves money, and may be run again at any time. A purchase that
 * cannot be checked is named, and the rest is checked. Throws if there is no list of purchases to begin with.
 */
export async function reconcile(
  parts: ReconcileParts,
  { sinceMs = DEFAULT_SINCE_MS, now = new Date() }: ReconcileOptions = {},
): Promise<Report> {
  const since = new Date(now.getTime() - sinceMs);
  const { purchases, toAsk } = await whomToCheck(parts, since);
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
    check('workflow', (purchaseId) => checkWorkflow(parts, purchaseId, read, now)),
  );

  const payments = await paymentsToCheck(parts.ledger, purchases);
  const shop = patience();
  const lookUp = (key: string) => shop(() => parts.shop.lookUpRefund(key));
  await fewAtATime(
    payments,
    check('order_service', (originalPurchaseId) => checkPayment(parts, originalPurchaseId, lookUp, now)),
  );

  // All at once, and after the payments: they are checked even if this cannot be.
  try {
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
    noLongerFound: await noLongerFound(parts, findings, noVerdict),
    notChecked: notChecked.toSorted(inOrder),
  };
}

const inOrder = (one: { purchaseId: string; kind?: string }, other: { purchaseId: string; kind?: string }) =>
  one.purchaseId.localeCompare(other.purchaseId) || (one.kind ?? '').localeCompare(other.kind ?? '');

/** Words that name no person: what others wrote is not repeated. */
function whyNot(error: unknown): string {
  if (error instanceof LedgerFailure || error instanceof NotAsked) return error.message;
  if (error instanceof Unavailable || error instanceof UnexpectedAnswer) return error.message;
  if (error instanceof ServiceError) return 'Neither the Temporal server nor a worker gave an answer.';
  return error instanceof Error ? `Broken: ${error.name}.` : 'Broken.';
}

/** Of what could not be checked, or was just moving, nothing is said. */
async function noLongerFound(
  { ledger }: ReconcileParts,
  findings: readonly Finding[],
  noVerdict: ReadonlySet<PurchaseId>,
): Promise<NoLongerFound[]> {
  const found = new Set(findings.flatMap(({ done }) => (done.what === 'case' ? [done.caseId] : [])));
  const open = await inLedger(() =>
    ledger
      .selectFrom('cases')
      .leftJoin('purchases', 'purchases.purchase_id', 'cases.purchase_id')
      .select(['case_id', 'cases.purchase_id', 'kind', 'key', 'cases.opened_at', 'original_purchase_id'])
      .where('settled_at', 'is', null)
      .orderBy('cases.opened_at')
      .orderBy('case_id')
      .execute(),
  );
  return open
    .filter(({ case_id }) => !found.has(case_id))
    .filter(({ purchase_id, original_purchase_id }) =>
      [purchase_id, original_purchase_id].every((id) => id === null || !noVerdict.has(id)),
    )
    .map(({ case_id, purchase_id, kind, key, opened_at }) => ({
      caseId: case_id,
      purchaseId: purchase_id,
      kind,
      key,
      openedAt: opened_at.toISOString(),
    }));
}
