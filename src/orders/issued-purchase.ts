import type { ReplacementRequest } from '../contract/activities.ts';
import type { Problem } from '../contract/answers.ts';
import type { PurchaseOrder } from '../contract/purchase-order.ts';
import { readPurchaseOrder } from '../contract/validation/purchase-order.ts';
import { agreeTerms } from '../policy/terms.ts';
import { CURRENT_VERSION_ID } from '../policy/versions.ts';
import { UnexpectedAnswer, type OrderCall, type WrongField } from './broken-calls.ts';

/**
 * The start input of a replacement: what the shop has issued, with what only we know. Throws `UnexpectedAnswer`. Whether
 * it has the price that was asked for is checked by the caller.
 */
export function readIssued(
  call: OrderCall,
  purchase: object,
  request: Pick<ReplacementRequest, 'purchaseId' | 'customer' | 'replaces'>,
): PurchaseOrder {
  const { customer, replaces } = request;
  const read = readPurchaseOrder({ ...purchase, customer, replaces, policyVersion: CURRENT_VERSION_ID });
  if (!read.ok) throw malformedPurchase(call, read.problems);
  const order = read.value;
  if (order.purchaseId === request.purchaseId || order.purchaseId === replaces.originalPurchaseId) {
    const what = 'purchase.purchaseId is the one that is to be replaced: send a new one';
    throw new UnexpectedAnswer(call, what, [
      { field: 'purchase.purchaseId', right: 'another one than that of the replaced purchase' },
    ]);
  }
  // Checked here because its workflow would fail at its start otherwise. As of its own time, so that no clock matters.
  const agreed = agreeTerms(order, Date.parse(order.purchasedAt));
  if (!agreed.ok) throw malformedPurchase(call, agreed.problems);
  return order;
}

/** An issued purchase that cannot be opened because of these fields of it. */
export function malformedPurchase(call: OrderCall, problems: readonly Problem[]): UnexpectedAnswer {
  const fields: WrongField[] = problems.map(({ field, message }) => ({
    field: field === '' ? 'purchase' : `purchase.${field}`,
    right: message.replace(/^(?:must be |.*: send )/, ''),
  }));
  const names = fields.map(({ field }) => field).join(', ');
  return new UnexpectedAnswer(call, `wrong or missing: ${names}`, fields);
}
