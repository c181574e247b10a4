// Owner of the order: its terms, what the order service has reported since, and the run that it is lived in.
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
 * What the purchase was started with, and the terms that it lives by. The same at each replay, whatever default, table
 * or rule has come since. Throws `InvalidInput`.
 */
export function agreedOrder(input: unknown, now: Instant): AgreedOrder {
  const { value: order, leftOut } = readOrder(input);
  // Such an order failed once. A question to one that did replays it.
  if (leftOut && !patched('unreadable-fields-are-left-out')) throw invalidInput(leftOut);
  const { purchaseId, policyVersion = versionWhereNoneIsNamed() } = order;
  // A second workflow for one purchase would live its claims and its mails beside the first.
  if (workflowInfo().workflowId !== workflowIdOf(purchaseId) && patched('workflow-id')) {
    const message = `does not fit the workflow id: start this purchase as ${workflowIdOf(purchaseId)}`;
    throw invalidInput([{ field: 'purchaseId', message }]);
  }
  const agreed = agreeTerms({ ...order, policyVersion }, now);
  if (!agreed.ok) throw invalidInput(agreed.problems);
  return { order, ...(leftOut && { leftOut }), terms: agreed.terms };
}

/** An order that was taken when its country and currency were on the lists is not refused by the lists of today. */
function readOrder(input: unknown): { value: PurchaseOrder; leftOut?: Problem[] } {
  const order = readPurchaseOrder(input);
  if (order.ok) return order;
  const before = readOrderTakenBefore(input);
  // The marker is the refusal's: a replay that does not find it is of a purchase that was taken.
  if (!before.ok || patched('order-refused-by-lists')) throw invalidInput(order.problems);
  return before;
}

/**
 * The default of the day on which the purchase was opened. The id of a marker is all that a workflow can write down
 * without waiting, so it carries the version; without a marker it is `UNWRITTEN_VERSION_ID`.
 */
function versionWhereNoneIsNamed(): string {
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

/** Puts a report on record. The first of its kind stands; whether this is the first. */
export function report(life: Life, fact: 'smsAt' | 'completedAt' | 'cancelledAt', at: Instant): boolean {
  if (life.facts[fact] !== undefined) return false;
  own(life)[fact] = at;
  return true;
}

/** The order service has said that the activation was completed and no SMS came. */
export function reportNoSms(life: Life): void {
  own(life).noSmsCame = true;
}

/** A reset gives the purchase another run, and keeps the one that it was opened as. Not for commands: a replay has its own. */
export function thisRun(): NonNullable<SnapshotPosition['run']> {
  const { runId, originalExecutionRunId } = workflowInfo();
  return { runId, openingId: originalExecutionRunId };
}

export const openingOf = (life: Life): Opening => ({
  openingId: thisRun().openingId,
  openedAt: iso(life.openedAt),
});
