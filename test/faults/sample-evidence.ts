import { refundKey, replacementKey } from '../../src/contract/ids.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import type { PurchaseStatus, TimelineEntry } from '../../src/contract/status.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import type { FeedEvent } from '../../src/contract/feed-event.ts';
import { eventsOf } from '../../src/feed/events-of.ts';
import type { PublishedEvents } from './feed-faults.ts';
import type { Evidence, Lived } from './records-agree.ts';
import type { LedgerRecord, RecordedPurchase } from './ledger-record.ts';

const AT = '2026-03-01T10:00:00.000Z';
const PRICE = { amount: 149, currency: 'EUR' };

const order = (purchaseId: string): Evidence['shopData']['purchases'][string]['order'] => ({
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

/** As the ledger has it if nothing was lost. */
const recorded = ({ purchaseId, status: known }: Lived): RecordedPurchase[] =>
  known === undefined
    ? []
    : [
        {
          purchaseId,
          stage: known.stage,
          revision: known.revision,
          outcome: known.result?.outcome ?? null,
          clause: known.result?.clause ?? null,
          nextDeadline: known.nextDeadline
            ? { kind: known.nextDeadline.kind, at: known.nextDeadline.at }
            : null,
          claims: known.claims.map(({ claimId, claimType, status: end }) => ({
            claimId,
            claimType,
            status: end,
          })),
          timeline: structuredClone(known.timeline),
        },
      ];

function ledgerOf(lives: readonly Lived[]): LedgerRecord {
  const refund = { ...PRICE, status: 'confirmed' } as const;
  const place = { depth: 0, given: true } as const;
  const row = (purchaseId: string, template: MailTemplate, attempts = 1): LedgerRecord['mails'][number] => ({
    message_id: `<${template}.1.${purchaseId}@instaotp.example>`,
    purchase_id: purchaseId,
    status: 'accepted',
    attempts,
  });
  return {
    purchases: lives.flatMap(recorded),
    refunds: [
      { ...refund, key: refundKey('paid'), refund_id: 'rf_1', by_hand: false },
      { ...refund, key: refundKey('hand'), refund_id: 'transfer-1', by_hand: true },
    ],
    replacements: [{ key: replacementKey('old', 1), status: 'issued', replacement_purchase_id: 'new' }],
    remedies: [
      { ...place, original_purchase_id: 'paid', kind: 'refund', key: refundKey('paid') },
      { ...place, original_purchase_id: 'hand', kind: 'refund', key: refundKey('hand') },
      { ...place, original_purchase_id: 'old', kind: 'replacement', key: replacementKey('old', 1) },
    ],
    mails: [
      row('paid', 'funds_returned', 2),
      row('old', 'replacement_issued'),
      row('hand', 'funds_returned'),
    ],
    openTransactions: 0,
  };
}

/** All of it was published, and has arrived; one event twice. */
function publishedOf(lives: readonly Lived[]): PublishedEvents {
  const events = lives.flatMap(({ purchaseId, status: known }) =>
    eventsOf({
      purchaseId,
      timeline: known?.timeline ?? [],
      ...(known?.replacement && { replacement: known.replacement }),
    }),
  );
  const feed = events.map(({ eventId, type, purchaseId }, n) => ({
    sequence: n + 1,
    id: eventId,
    type,
    purchaseId,
  }));
  // Sound: the data is that of the type.
  const received = events.map(({ eventId: id, type, at: timestamp, data }, n) => ({
    id,
    event: { id, type, timestamp, sequence: n + 1, data } as FeedEvent,
  }));
  return { feed, received: [...received, ...structuredClone(received.slice(0, 1))] };
}

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
        result: { outcome: 'refunded', clause: 'R2', refund, closedAt: AT },
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
      status: status('new', {
        stage: 'awaiting_sms',
        nextDeadline: { kind: 'sms', at: AT },
        timeline: [entry('purchase_opened')],
      }),
    },
    {
      purchaseId: 'hand',
      state: 'closed',
      result: { outcome: 'refunded', clause: 'R2', refund: byHand, closedAt: AT },
      status: status('hand', {
        refund: byHand,
        result: { outcome: 'refunded', clause: 'R2', refund: byHand, closedAt: AT },
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
    shopData: {
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
    ledger: ledgerOf(lives),
    deaths: [],
    lostAnswers: new Map([[mail('paid', 'funds_returned').messageId, 1]]),
    published: publishedOf(lives),
  };
}
