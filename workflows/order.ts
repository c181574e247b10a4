// Owner of the order: its terms, what the order service has reported since, and the run of its workflow.
import { ApplicationFailure, patched, workflowInfo } from '@temporalio/workflow';
import type { Problem } from '../src/contract/answers.ts';
import { workflowIdOf } from '../src/contract/ids.ts';
import type { Opening } from '../src/contract/opening.ts';
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { SnapshotPosition } from '../src/contract/snapshot.ts';
import { readOrderTakenBefore, readPurchaseOrder } from '../src/contract/validation/purchase-order.ts';
import type { Facts } from '../src/policy/facts.ts';
import { agreeTerms, type Terms } from '../src/policy/terms.ts';
import { CURRENT_VERSION_ID, UNWRITTEN_VERSION_ID, VERSION_IDS } from '../src/policy/versions.ts';
import { iso } from './journal.ts';
import type { Life, Writable } from './life.ts';

interface AgreedOrder {
  order: PurchaseOrder;
  /** Fields that are only shown and could not be read. */
  leftOut?: Problem[];
  terms: Terms;
}

/**
 * The order that the purchase was started with, and its terms. A replay gets the same ones, whatever defaults, lists or
 * rules have changed since. Throws `InvalidInput`.
 */
export function agreedOrder(input: unknown, now: Instant): AgreedOrder {
  const { value: order, leftOut } = readOrder(input);
  // Earlier code failed such an order, and a query to its workflow replays that.
  if (leftOut && !patched('unreadable-fields-are-left-out')) throw invalidInput(leftOut);
  const { purchaseId, policyVersion = defaultVersion() } = order;
  // A second workflow for the same purchase would have claims and mails of its own.
  if (workflowInfo().workflowId !== workflowIdOf(purchaseId) && patched('workflow-id')) {
    const message = `does not fit the workflow id: start this purchase as ${workflowIdOf(purchaseId)}`;
    throw invalidInput([{ field: 'purchaseId', message }]);
  }
  const agreed = agreeTerms({ ...order, policyVersion }, now);
  if (!agreed.ok) throw invalidInput(agreed.problems);
  return { order, ...(leftOut && { leftOut }), terms: agreed.terms };
}

/** Reads an order also if its country or currency has gone from the lists since it was accepted. */
function readOrder(input: unknown): { value: PurchaseOrder; leftOut?: Problem[] } {
  const order = readPurchaseOrder(input);
  if (order.ok) return order;
  const before = readOrderTakenBefore(input);
  // Only a refusal writes this marker: a replay that does not find it is of a purchase that was accepted.
  if (!before.ok || patched('order-refused-by-lists')) throw invalidInput(order.problems);
  return before;
}

/**
 * The version that was the default when the purchase was opened. It is kept in the id of a marker, the only thing that a
 * workflow can add to its history without waiting. A history without such a marker has `UNWRITTEN_VERSION_ID`.
 */
function defaultVersion(): string {
  const { isReplaying } = workflowInfo().unsafe;
  const written = VERSION_IDS.find(
    (id) =>
      id !== UNWRITTEN_VERSION_ID &&
      (isReplaying || id === CURRENT_VERSION_ID) &&
      patched(`policy-version:${id}`),
  );
  return written ?? UNWRITTEN_VERSION_ID;
}

/** Bad input: every problem with its field, and what would be right. */
export function invalidInput(problems: Problem[]): ApplicationFailure {
  const message = problems.map((each) => `${each.field || 'input'}: ${each.message}`).join('; ');
  return ApplicationFailure.create({
    type: 'InvalidInput',
    message,
    details: [problems],
    nonRetryable: true,
  });
}

/** What the order service has reported, by signal or in an answer. */
export type Reported = Readonly<Facts>;

export const nothingReported = (): Reported => ({});

const own = ({ facts }: Life): Writable<Reported> => facts;

/** Puts a fact on record, unless one of its kind is there. Whether it was put there. */
export function report(life: Life, fact: 'smsAt' | 'completedAt' | 'cancelledAt', at: Instant): boolean {
  if (life.facts[fact] !== undefined) return false;
  own(life)[fact] = at;
  return true;
}

/** The order service has said that the activation was completed and no SMS came. */
export function reportNoSms(life: Life): void {
  own(life).noSmsCame = true;
}

/** A reset starts another run and keeps `openingId`, the first. No command may depend on it: a replay has its own run. */
export function thisRun(): NonNullable<SnapshotPosition['run']> {
  const { runId, originalExecutionRunId } = workflowInfo();
  return { runId, openingId: originalExecutionRunId };
}

export const openingOf = (life: Life): Opening => ({
  openingId: thisRun().openingId,
  openedAt: iso(life.openedAt),
});
