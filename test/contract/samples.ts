import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { SignalName, Signals } from '../../src/contract/signals.ts';
import type { UpdateName, Updates } from '../../src/contract/updates.ts';

/** Every field that an order can have, as a shop would send it. */
export const fullOrder = {
  purchaseId: 'p-1',
  customer: {
    customerId: 'c-1',
    email: 'ada@example.com',
    name: 'Ada Example',
    locale: 'de-AT',
    timeZone: 'Europe/Vienna',
  },
  activation: { activationId: 'a-1', phoneNumber: '+4366412345678', service: 'examplegram', country: 'AT' },
  price: { amount: 149, currency: 'EUR' },
  purchasedAt: '2026-03-01T10:00:00.000Z',
  smsDeadline: '2026-03-01T10:20:00.000Z',
  policyVersion: '2026-01',
  replaces: { purchaseId: 'p-0', originalPurchaseId: 'p-0', depth: 1 },
} as const satisfies PurchaseOrder;

const event = { eventId: 'evt 1', occurredAt: '2026-03-01T10:05:00.000Z' };

export const fullSignals: { readonly [N in SignalName]: Required<Signals[N]> } = {
  smsReceived: event,
  activationCompleted: event,
  activationCancelled: event,
  refundUpdated: event,
  remediationDone: {
    ...event,
    summary: 'The number receives again.',
    agent: 'agent-7',
    claimId: 'clm_p-1_1',
  },
};

const customer = { kind: 'customer', id: 'c-1' } as const;
const support = { kind: 'support', id: 'agent-7' } as const;
const evidence = [{ evidenceId: 'ev-1', mediaType: 'image/png', sha256: 'a'.repeat(64) }];

/** Each update with all fields that can go together. */
export const fullUpdates: { readonly [N in UpdateName]: Updates[N] } = {
  submitClaim: {
    by: customer,
    claimType: 'invalid_number',
    reason: 'The service says that this number is not valid.',
    evidence,
  },
  addEvidence: { by: customer, evidence },
  withdrawClaim: { by: customer, claimId: 'clm_p-1_1', ifRevision: 7, reason: 'It works after all.' },
  decideClaim: { by: support, decision: 'reject', clause: 'X1', note: 'Wrong call.', internalNote: 'Logs.' },
  requestAccess: { by: support, what: 'The settings page.' },
  answerAccess: { by: customer, granted: false },
  reportRemediation: { by: support, outcome: 'done', summary: 'Replaced the route.' },
  disputeRemediation: { by: customer, reason: 'Still no messages.' },
  chooseRemedy: { by: customer, remedy: 'refund' },
  settleByHand: { by: support, step: 'refund', action: 'done', reference: 'bank-77', note: 'Paid by hand.' },
  correctContact: { by: support, email: 'ada@example.org', locale: 'en', timeZone: 'UTC' },
};

export const signalNames = Object.keys(fullSignals) as SignalName[];
export const updateNames = Object.keys(fullUpdates) as UpdateName[];
