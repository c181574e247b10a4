import type { PurchaseOrder } from '../contract/purchase-order.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { agreeTerms } from '../policy/terms.ts';

/**
 * The fields in which a repeated order differs from the purchase that is open under its id.
 * A field that the order leaves out does not differ, because its default may have changed since.
 * The contact is compared by `differingContact`, because it can be corrected. The customer's id is not compared if it was
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
  // A version unknown to this client has a default unknown to it too.
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
