/**
 * Whether support has settled a refund: it paid, or the money came back another way. Then `refundId` is a reference that
 * support has given, and may be anything, such as an account or a name.
 * @example
 * if (!isSettledByHand(status.refund)) console.log(status.refund?.refundId);
 */
export const isSettledByHand = (refund: { byHand?: unknown; returnedOtherwise?: unknown } = {}): boolean =>
  refund.byHand === true || refund.returnedOtherwise === true;
