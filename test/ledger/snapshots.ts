import type { PurchaseSnapshot } from '../../src/contract/snapshot.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';

const OPENED_AT = '2026-03-02T09:00:00.000Z';

interface Changes {
  status?: Partial<PurchaseStatus>;
  position?: Partial<PurchaseSnapshot['position']>;
  snapshot?: Partial<Omit<PurchaseSnapshot, 'status' | 'position'>>;
}

/** A purchase that has just been opened, and whatever differs from that. */
export function snapshotOf(
  purchaseId: string,
  { status, position, snapshot }: Changes = {},
): PurchaseSnapshot {
  const revision = status?.revision ?? position?.revision ?? 2;
  return {
    position: { openedAt: OPENED_AT, historyLength: 3, asOf: OPENED_AT, revision, ...position },
    status: {
      purchaseId,
      stage: 'awaiting_sms',
      policyVersion: '2026-01',
      terms: {
        customerId: 'cus_1',
        activationId: `act_${purchaseId}`,
        service: 'Telegram',
        country: 'GB',
        price: { amount: 149, currency: 'EUR' },
        purchasedAt: OPENED_AT,
      },
      smsDeadline: '2026-03-02T09:20:00.000Z',
      claimDeadline: '2026-03-07T09:00:00.000Z',
      nextDeadline: { kind: 'sms', at: '2026-03-02T09:20:00.000Z' },
      claims: [],
      statements: [],
      needsAttention: [],
      allowedActions: { customer: ['submitClaim'], support: ['correctContact'] },
      timeline: [
        {
          at: OPENED_AT,
          event: 'purchase_opened',
          actor: 'system',
          visibility: 'public',
          data: { policyVersion: '2026-01' },
        },
      ],
      revision,
      ...status,
    },
    customer: { customerId: 'cus_1', email: 'ada@customer.example', name: 'Ada', locale: 'de-AT' },
    phoneNumber: '+447700900123',
    originalPurchaseId: purchaseId,
    depth: 0,
    deadlines: [
      { kind: 'sms', at: '2026-03-02T09:20:00.000Z', next: true },
      { kind: 'window', at: '2026-03-07T09:00:00.000Z', next: false },
    ],
    pauses: [],
    mails: [],
    ...snapshot,
  };
}
