import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { agreeTerms } from '../policy/terms.ts';

/**
 * The fields in which an order differs from the purchase that is open under its id.
 * What the order leaves out is taken as the purchase has it: a default may have changed since.
 * How the customer is reached is compared apart, since it can be corrected. Who bought it is not compared if that was
 * `erased`.
 */
export function differingTerms(
  order: PurchaseOrder,
  status: PurchaseStatus,
  { erased = false }: { erased?: boolean } = {},
): string[] {
  const { terms } = status;
  const { activation, customer, price, replaces } = order;
  const version = order.policyVersion ?? status.policyVersion;
  const agreed = agreeTerms({ ...order, policyVersion: version }, Date.parse(order.purchasedAt));
  // A version that this client does not know yet has a default that it does not know either.
  const smsDeadline = agreed.ok
    ? new Date(agreed.terms.smsDeadline).toISOString()
    : (order.smsDeadline ?? status.smsDeadline);

  const pairs: readonly (readonly [field: string, ordered: unknown, open: unknown])[] = [
    ['customer.customerId', erased || customer.customerId, erased || terms.customerId],
    ['activation.activationId', activation.activationId, terms.activationId],
    ['activation.service', activation.service, terms.service],
    ['activation.country', activation.country, terms.country],
    ['price.amount', price.amount, terms.price.amount],
    ['price.currency', price.currency, terms.price.currency],
    ['purchasedAt', order.purchasedAt, terms.purchasedAt],
    ['smsDeadline', smsDeadline, status.smsDeadline],
    ['policyVersion', version, status.policyVersion],
    ['replaces.purchaseId', replaces?.purchaseId, terms.replaces?.purchaseId],
    ['replaces.originalPurchaseId', replaces?.originalPurchaseId, terms.replaces?.originalPurchaseId],
    ['replaces.depth', replaces?.depth, terms.replaces?.depth],
  ];
  return pairs.filter(([, ordered, open]) => ordered !== open).map(([field]) => field);
}
