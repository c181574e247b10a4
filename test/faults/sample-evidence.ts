import { refundKey, replacementKey } from '../../src/contract/ids.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import type { PurchaseStatus, TimelineEntry } from '../../src/contract/status.ts';
import type { InboxMessage } from '../../src/sandbox/inbox-message.ts';
import type { Evidence, Lived } from './books-balance.ts';

const AT = '2026-03-01T10:00:00.000Z';
const PRICE = { amount: 149, currency: 'EUR' };

const order = (purchaseId: string): Evidence['books']['purchases'][string]['order'] => ({
  purchaseId,
  customer: { customerId: 'c1', email: 'c1@customer.example' },
  activation: {
    activationId: `act_${purchaseId}`,
    phoneNumber: '+447700900001',
    service: 'Telegram',
    country: 'GB',
  },
  price: PRICE,
  purchasedAt: AT,
});

const entry = (event: string, rest: Partial<TimelineEntry> = {}): TimelineEntry => ({
  at: AT,
  event,
  actor: 'system',
  visibility: 'public',
  ...rest,
});

const accepted = (template: MailTemplate, n = 1): TimelineEntry =>
  entry('mail_accepted', { visibility: 'internal', data: { template, n } });

const status = (purchaseId: string, rest: Partial<PurchaseStatus>): PurchaseStatus => ({
  purchaseId,
  stage: 'closed',
  policyVersion: '2026-01',
  terms: {
    customerId: 'c1',
    activationId: `act_${purchaseId}`,
    service: 'Telegram',
    country: 'GB',
    price: PRICE,
    purchasedAt: AT,
  },
  smsDeadline: AT,
  claimDeadline: AT,
  claims: [],
  needsAttention: [],
  allowedActions: { customer: [], support: [] },
  timeline: [],
  revision: 1,
  ...rest,
});

export const mail = (purchaseId: string, template: MailTemplate, n = 1): InboxMessage => ({
  messageId: `${template}.${n}.${purchaseId}@instaotp.example`,
  template,
  n,
  purchaseId,
  to: 'c1@customer.example',
  subject: template,
  text: `${template} of ${purchaseId}`,
  html: '',
  receivedAt: 0,
  headers: {},
});

/** `paid` is refunded; `old` is replaced by `new`, which waits for its SMS; `hand` was paid by hand. */
export function sampleEvidence(): Evidence {
  const refund = { key: refundKey('paid'), ...PRICE, status: 'confirmed', refundId: 'rf_1' } as const;
  const byHand = { key: refundKey('hand'), ...PRICE, status: 'confirmed', refundId: 'transfer-1' } as const;
  const replacement = { key: replacementKey('old', 1), purchaseId: 'new', status: 'issued' } as const;
  const claim = { claimId: 'clm_old_1', claimType: 'major_defect', reason: '', filedAt: AT } as const;
  const lives: Lived[] = [
    {
      purchaseId: 'paid',
      state: 'closed',
      result: { outcome: 'refunded', clause: 'R2', refund, closedAt: AT },
      status: status('paid', {
        refund,
        timeline: [
          entry('automatic_return', { clause: 'R2' }),
          entry('refund_confirmed', { clause: 'R2' }),
          entry('purchase_closed', { clause: 'R2' }),
          accepted('funds_returned'),
        ],
      }),
    },
    {
      purchaseId: 'old',
      state: 'closed',
      result: { outcome: 'replaced', clause: 'C3a', replacement, closedAt: AT },
      status: status('old', {
        replacement,
        result: { outcome: 'replaced', clause: 'C3a', replacement, closedAt: AT },
        claims: [{ ...claim, evidence: [], status: 'approved', clause: 'C3a', pauses: [], disputes: 0 }],
        timeline: [
          entry('replacement_issued', { clause: 'C3a' }),
          entry('claim_approved', { clause: 'C3a' }),
          entry('purchase_closed', { clause: 'C3a' }),
          accepted('replacement_issued'),
        ],
      }),
    },
    {
      purchaseId: 'new',
      state: 'open',
      status: status('new', { stage: 'awaiting_sms', nextDeadline: { kind: 'sms', at: AT } }),
    },
    {
      purchaseId: 'hand',
      state: 'closed',
      result: { outcome: 'refunded', clause: 'R2', refund: byHand, closedAt: AT },
      status: status('hand', {
        refund: byHand,
        timeline: [
          entry('automatic_return', { clause: 'R2' }),
          entry('settled_by_hand', { data: { step: 'refund', action: 'done', reference: 'transfer-1' } }),
          entry('refund_confirmed', { clause: 'R2' }),
          entry('purchase_closed', { clause: 'R2' }),
          accepted('funds_returned'),
        ],
      }),
    },
  ];
  return {
    books: {
      balances: { EUR: { paidIn: 447, paidOut: 149 } },
      stock: {},
      purchases: {
        paid: { order: order('paid'), status: 'cancelled' },
        old: { order: order('old'), status: 'completed' },
        new: { order: order('new'), status: 'active', issuedUnder: replacementKey('old', 1) },
        hand: { order: order('hand'), status: 'cancelled' },
      },
      refunds: {
        [refundKey('paid')]: { refundId: 'rf_1', status: 'confirmed', purchaseId: 'paid', ...PRICE },
        [refundKey('hand')]: {
          refundId: 'rf_2',
          status: 'refused',
          reason: 'till closed',
          purchaseId: 'hand',
          ...PRICE,
        },
      },
      replacements: { [replacementKey('old', 1)]: { result: 'issued', purchaseId: 'new' } },
      requests: {},
    },
    mails: [
      mail('paid', 'funds_returned'),
      // Sent again after its answer was lost.
      mail('paid', 'funds_returned'),
      mail('old', 'replacement_issued'),
      mail('hand', 'funds_returned'),
    ],
    lives,
  };
}
