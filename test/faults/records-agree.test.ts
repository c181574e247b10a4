import { expect, test } from 'vitest';
import { refundKey, replacementKey } from '../../src/contract/ids.ts';
import type { PublishedEvents } from './feed-faults.ts';
import { disagreements, type Evidence, type Lived } from './records-agree.ts';
import type { RecordedPurchase } from './ledger-record.ts';
import { mail, sampleEvidence } from './sample-evidence.ts';

test('true records agree', () => {
  expect(disagreements(sampleEvidence())).toEqual([]);
});

test('what was noted in a task that took long may have the instant of its last part, and no other', () => {
  const later = '2026-03-01T10:00:09.000Z';
  const evidence = (at: string): Evidence => {
    const sample = sampleEvidence();
    const life = lifeOf(sample, 'hand');
    const last = life.status?.timeline.at(-1);
    if (last) last.at = at;
    life.longTasks = new Map([['2026-03-01T10:00:00.000Z', later]]);
    return sample;
  };
  expect(disagreements(evidence(later))).toEqual([]);
  expect(disagreements(evidence('2026-03-01T10:00:09.001Z'))).toHaveLength(1);
});

type Changeable = { -readonly [K in keyof Evidence]: Evidence[K] } & { lives: Lived[] };

/** The only one, or the first, of its kind. */
function first<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('the sample has none');
  return row;
}

const inLedger = ({ ledger }: Evidence, purchaseId: string): RecordedPurchase =>
  first(ledger.purchases.filter((each) => each.purchaseId === purchaseId));

const lifeOf = ({ lives }: Evidence, purchaseId: string): Lived => {
  const life = lives.find((each) => each.purchaseId === purchaseId);
  if (!life) throw new Error(`no ${purchaseId} in the sample`);
  return life;
};

const timelineOf = (evidence: Evidence, purchaseId: string): { event: string; clause?: string }[] =>
  lifeOf(evidence, purchaseId).status?.timeline ?? [];

const refundOf = ({ shopData }: Evidence, key: string): Evidence['shopData']['refunds'][string] => {
  const refund = shopData.refunds[key];
  if (!refund) throw new Error(`no ${key} in the sample`);
  return refund;
};

const changePublished = (e: Changeable, change: (published: PublishedEvents) => PublishedEvents): void => {
  if (e.published !== undefined) e.published = change(e.published);
};

const FALSIFIED: { what: string; falsify: (evidence: Changeable) => void; found: string }[] = [
  {
    what: 'a purchase that Temporal never heard of',
    falsify: (e) => Object.assign(lifeOf(e, 'new'), { state: 'unknown', status: undefined }),
    found: 'new: bought, but Temporal does not know it',
  },
  {
    what: 'a purchase that nobody asked for',
    falsify: (e) => (e.lives = e.lives.filter(({ purchaseId }) => purchaseId !== 'new')),
    found: 'new: bought, and nobody looked for it',
  },
  {
    what: 'a workflow that failed',
    falsify: (e) => (lifeOf(e, 'paid').state = 'broken'),
    found: 'paid: its workflow failed',
  },
  {
    what: 'an open purchase that waits for nothing',
    falsify: (e) => delete lifeOf(e, 'new').status?.nextDeadline,
    found: 'new: open in the stage awaiting_sms, and waits for nothing',
  },
  {
    what: 'a second refund under another key',
    falsify: (e) =>
      (e.shopData.refunds['refund:again'] = { ...refundOf(e, refundKey('paid')), refundId: 'rf_9' }),
    found: 'refund:again: the second refund of paid',
  },
  {
    what: 'a refund of a replacement in addition to that of its original',
    falsify: (e) => {
      e.shopData.refunds[refundKey('old')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'old' };
      e.shopData.refunds[refundKey('new')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'new' };
    },
    found: 'refund:new: the second refund of old',
  },
  {
    what: 'a cent too much',
    falsify: (e) => (refundOf(e, refundKey('paid')).amount = 150),
    found: 'refund:paid: 150 EUR is not what was paid',
  },
  {
    what: 'a cent too much out of the till',
    falsify: (e) => (e.shopData.balances['EUR'] = { paidIn: 447, paidOut: 150 }),
    found: 'EUR: the till paid out 150, the workflows know of 149',
  },
  {
    what: 'a confirmed refund that the shop never paid',
    falsify: (e) => (refundOf(e, refundKey('paid')).status = 'refused'),
    found: 'paid: refund confirmed here, refused at the shop',
  },
  {
    what: 'paid by hand, and by the shop too',
    falsify: (e) => (refundOf(e, refundKey('hand')).status = 'confirmed'),
    found: 'hand: paid by hand, and by the shop too',
  },
  {
    what: 'a second replacement',
    falsify: (e) =>
      (e.shopData.replacements[replacementKey('old', 2)] = { result: 'issued', purchaseId: 'more' }),
    found: 'old: 2 replacements issued',
  },
  {
    what: 'a replacement that the workflow does not know',
    falsify: (e) => delete lifeOf(e, 'old').status?.replacement,
    found: 'old: replacement undefined here, new at the shop',
  },
  {
    what: 'replaced and paid back',
    falsify: (e) =>
      (e.shopData.refunds[refundKey('old')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'old' }),
    found: 'old: replaced and paid back',
  },
  {
    what: 'the same event under a second Message-ID',
    falsify: (e) =>
      (e.mails = [...e.mails, { ...mail('paid', 'funds_returned'), messageId: 'other@instaotp.example' }]),
    found: 'paid: funds_returned.1 came under 2 Message-IDs',
  },
  {
    what: 'the same event under a second number',
    falsify: (e) => {
      e.mails = [...e.mails, mail('paid', 'funds_returned', 2)];
      lifeOf(e, 'paid').status?.timeline.push({
        at: '2026-03-01T10:00:00.000Z',
        event: 'mail_accepted',
        actor: 'system',
        visibility: 'internal',
        data: { template: 'funds_returned', n: 2 },
      });
    },
    found: 'paid: funds_returned went out 2 times',
  },
  {
    what: 'the same Message-ID with other words',
    falsify: (e) => (e.mails = [...e.mails, { ...mail('paid', 'funds_returned'), text: 'other' }]),
    found: 'funds_returned.1.paid@instaotp.example: came again with other words',
  },
  {
    what: 'a mail that was accepted and never came',
    falsify: (e) => (e.mails = e.mails.filter(({ purchaseId }) => purchaseId !== 'hand')),
    found: 'hand: funds_returned.1 was accepted and never came',
  },
  {
    what: 'a mail that the purchase does not know of',
    falsify: (e) => (e.mails = [...e.mails, mail('paid', 'refund_delayed')]),
    found: 'paid: refund_delayed.1 came, and the purchase does not know of it',
  },
  {
    what: 'a mail of nobody',
    falsify: (e) => (e.mails = [...e.mails, mail('stranger', 'refund_delayed')]),
    found: 'refund_delayed.1.stranger@instaotp.example: a mail of no purchase',
  },
  {
    what: 'a decision without a clause',
    falsify: (e) => delete timelineOf(e, 'paid')[1]?.clause,
    found: 'paid: refund_confirmed names no clause',
  },
  {
    what: 'a result by another clause than the decision',
    falsify: (e) => Object.assign(lifeOf(e, 'paid').result ?? {}, { clause: 'C1' }),
    found: 'paid: closed by R2, but the result says C1',
  },
  {
    what: 'a claim that ended by no clause',
    falsify: (e) => delete lifeOf(e, 'old').status?.claims[0]?.clause,
    found: 'old: clm_old_1 is approved by no clause',
  },
  {
    what: 'a purchase that is not in the ledger',
    falsify: (e) =>
      (e.ledger.purchases = e.ledger.purchases.filter(({ purchaseId }) => purchaseId !== 'new')),
    found: 'new: not in the ledger',
  },
  {
    what: 'a purchase that only the ledger has',
    falsify: (e) => e.ledger.purchases.push({ ...inLedger(e, 'new'), purchaseId: 'stranger' }),
    found: 'stranger: in the ledger, and nobody bought it',
  },
  {
    what: 'another stage in the ledger',
    falsify: (e) => (inLedger(e, 'paid').stage = 'returning_funds'),
    found: 'paid: stage closed here, returning_funds in the ledger',
  },
  {
    what: 'a ledger that is behind',
    falsify: (e) => (inLedger(e, 'new').revision = 0),
    found: 'new: revision 1 here, 0 in the ledger',
  },
  {
    what: 'another outcome in the ledger',
    falsify: (e) => (inLedger(e, 'old').outcome = 'refunded'),
    found: 'old: outcome replaced here, refunded in the ledger',
  },
  {
    what: 'another clause in the ledger',
    falsify: (e) => (inLedger(e, 'paid').clause = 'C1'),
    found: 'paid: clause R2 here, C1 in the ledger',
  },
  {
    what: 'a deadline that moved in the ledger',
    falsify: (e) => (inLedger(e, 'new').nextDeadline = { kind: 'sms', at: '2026-03-01T11:00:00.000Z' }),
    found:
      'new: next deadline {"kind":"sms","at":"2026-03-01T10:00:00.000Z"} here, {"kind":"sms","at":"2026-03-01T11:00:00.000Z"} in the ledger',
  },
  {
    what: 'a claim that ended otherwise in the ledger',
    falsify: (e) => (first(inLedger(e, 'old').claims).status = 'rejected'),
    found:
      'old: claims [{"claimId":"clm_old_1","claimType":"major_defect","status":"approved"}] here, [{"claimId":"clm_old_1","claimType":"major_defect","status":"rejected"}] in the ledger',
  },
  {
    what: 'an entry of the timeline that is not in the ledger',
    falsify: (e) => inLedger(e, 'hand').timeline.pop(),
    found:
      'hand: entry 5 of the timeline {"at":"2026-03-01T10:00:00.000Z","event":"mail_accepted","actor":"system","visibility":"internal","data":{"template":"funds_returned","n":1}} here, nothing in the ledger',
  },
  {
    what: 'an entry of the timeline that says something else in the ledger',
    falsify: (e) => (first(inLedger(e, 'new').timeline).clause = 'C2'),
    found:
      'new: entry 1 of the timeline {"at":"2026-03-01T10:00:00.000Z","event":"purchase_opened","actor":"system","visibility":"public"} here, {"at":"2026-03-01T10:00:00.000Z","event":"purchase_opened","actor":"system","visibility":"public","clause":"C2"} in the ledger',
  },
  {
    what: 'a refund that is not in the ledger',
    falsify: (e) => (e.ledger.refunds = e.ledger.refunds.filter(({ by_hand }) => by_hand)),
    found: 'refund:paid: at the shop, and not in the ledger',
  },
  {
    what: 'an event that was not published',
    falsify: (e) =>
      changePublished(e, ({ feed, received }) => ({
        feed: feed.slice(0, -1),
        received: received.slice(0, -2),
      })),
    found: 'hand: purchase.closed has happened and was not published',
  },
  {
    what: 'an event that was published and has not happened',
    falsify: (e) => timelineOf(e, 'new').pop(),
    found: 'new: purchase.opened was published and has not happened',
  },
  {
    what: 'a gap in the feed',
    falsify: (e) =>
      changePublished(e, (published) => ({
        ...published,
        feed: published.feed.map((each, n) => ({ ...each, sequence: 2 * n + 1 })),
      })),
    found: 'the feed: 3 at its place 2',
  },
  {
    what: 'an event that has not arrived',
    falsify: (e) =>
      changePublished(e, (published) => ({ ...published, received: published.received.slice(0, -2) })),
    found: 'hand: purchase.closed was published and has not arrived',
  },
  {
    what: 'an event that arrived and is not in the feed',
    falsify: (e) =>
      changePublished(e, (published) => ({
        ...published,
        received: [
          ...published.received,
          { id: 'evt_x', event: { ...first(published.received).event, id: 'evt_x' } },
        ],
      })),
    found: 'paid: refund.confirmed has arrived and is not in the feed',
  },
  {
    what: 'an event that came with another content',
    falsify: (e) =>
      changePublished(e, (published) => ({
        ...published,
        received: [
          ...published.received,
          { ...first(published.received), event: { ...first(published.received).event, sequence: 99 } },
        ],
      })),
    found: 'paid: refund.confirmed came with another content',
  },
  {
    what: 'a refund that is still being asked for in the ledger',
    falsify: (e) => (first(e.ledger.refunds).status = 'sent'),
    found: 'refund:paid: sent in the ledger, confirmed at the shop',
  },
  {
    what: 'a refund that only the ledger knows',
    falsify: (e) => e.ledger.refunds.push({ ...first(e.ledger.refunds), key: 'refund:new' }),
    found: 'refund:new: confirmed in the ledger, and the shop knows nothing of it',
  },
  {
    what: 'a cent too much in the ledger',
    falsify: (e) => (first(e.ledger.refunds).amount = 150),
    found: 'refund:paid: 150 EUR in the ledger, 149 EUR at the shop',
  },
  {
    what: 'another currency in the ledger',
    falsify: (e) => (first(e.ledger.refunds).currency = 'USD'),
    found: 'refund:paid: 149 USD in the ledger, 149 EUR at the shop',
  },
  {
    what: 'another refund of the shop in the ledger',
    falsify: (e) => (first(e.ledger.refunds).refund_id = 'rf_7'),
    found: 'refund:paid: another refundId in the ledger than at the shop',
  },
  {
    what: 'paid by the shop, and by hand in the ledger',
    falsify: (e) => (first(e.ledger.refunds).by_hand = true),
    found: 'refund:paid: by hand in the ledger, and paid by the shop too',
  },
  {
    what: 'another replacement in the ledger',
    falsify: (e) => (first(e.ledger.replacements).replacement_purchase_id = 'more'),
    found: 'replacement:old:1: replaced by more in the ledger, by new at the shop',
  },
  {
    what: 'a replacement that is not in the ledger',
    falsify: (e) => (e.ledger.replacements = []),
    found: 'replacement:old:1: issued, and not in the ledger',
  },
  {
    what: 'a second remedy of one purchase',
    falsify: (e) =>
      e.ledger.remedies.push({ ...first(e.ledger.remedies), kind: 'replacement', key: 'replacement:paid:1' }),
    found: 'paid at depth 0: given two remedies',
  },
  {
    what: 'a second refund among the remedies of a chain',
    falsify: (e) => e.ledger.remedies.push({ ...first(e.ledger.remedies), depth: 1, given: false }),
    found: 'paid: two refunds among the remedies',
  },
  {
    what: 'money that was given and does not count as given',
    falsify: (e) => (first(e.ledger.remedies).given = false),
    found: 'refund:paid: given by the shop, and no given remedy in the ledger',
  },
  {
    what: 'a mail that is not in the ledger',
    falsify: (e) => e.ledger.mails.shift(),
    found: 'funds_returned.1.paid@instaotp.example: came, and is not in the ledger',
  },
  {
    what: 'a mail that was accepted in the ledger and never came',
    falsify: (e) => (e.mails = e.mails.filter(({ purchaseId }) => purchaseId !== 'old')),
    found: 'replacement_issued.1.old@instaotp.example: accepted in the ledger, and it never came',
  },
  {
    what: 'a mail that came, was answered, and is rejected in the ledger',
    falsify: (e) => (first(e.ledger.mails.filter((row) => row.purchase_id === 'old')).status = 'rejected'),
    found: 'replacement_issued.1.old@instaotp.example: came, and is rejected in the ledger',
  },
  {
    what: 'a mail whose end never got into the ledger',
    falsify: (e) => (first(e.ledger.mails).status = 'sending'),
    found:
      'funds_returned.1.paid@instaotp.example: still being sent in the ledger, and its purchase is closed',
  },
  {
    what: 'a mail that came again without a try on record',
    falsify: (e) => (first(e.ledger.mails).attempts = 1),
    found: 'funds_returned.1.paid@instaotp.example: came 2 times in 1 tries',
  },
  {
    what: 'a mail that came again though its answer was heard',
    falsify: (e) => (e.lostAnswers = new Map()),
    found: 'funds_returned.1.paid@instaotp.example: came 2 times, and a repeat had 0 reasons',
  },
  {
    what: 'a transaction that was left open',
    falsify: (e) => (e.ledger.openTransactions = 1),
    found: 'the ledger: 1 transactions left open',
  },
];

test('a mail comes again if its worker died in between', () => {
  const evidence = sampleEvidence();
  const [one] = evidence.mails;
  if (one === undefined) throw new Error('the sample has no mail');
  const again = { ...one, receivedAt: 60_000 };
  const mails = [one, again, ...evidence.mails.filter(({ purchaseId }) => purchaseId !== 'paid')];
  const heard = { ...evidence, mails, lostAnswers: new Map<string, number>() };
  expect(disagreements({ ...heard, deaths: [1] })).toEqual([]);
  expect(disagreements({ ...heard, deaths: [60_001] })).toEqual([
    'funds_returned.1.paid@instaotp.example: came 2 times, and a repeat had 0 reasons',
  ]);
});

test('a mail that came and was not answered may be refused at its next try', () => {
  const evidence = sampleEvidence();
  first(evidence.ledger.mails.filter((row) => row.purchase_id === 'paid')).status = 'rejected';
  expect(disagreements(evidence)).toEqual([]);
});

test.each(FALSIFIED)('the check finds $what', ({ falsify, found }) => {
  const evidence = sampleEvidence() as Changeable;
  falsify(evidence);
  expect(disagreements(evidence)).toContain(found);
});

test('after the death of a worker, an open purchase that nobody has to see to may be ahead of the ledger', () => {
  const evidence = { ...sampleEvidence(), deaths: [1] };
  inLedger(evidence, 'new').revision = 0;
  expect(disagreements(evidence)).toEqual([]);
  evidence.ledger.purchases = evidence.ledger.purchases.filter(({ purchaseId }) => purchaseId !== 'new');
  expect(disagreements(evidence)).toEqual([]);
});

test.each<{ what: string; change: (life: Lived) => void }>([
  { what: 'has closed', change: (life) => Object.assign(life, { state: 'closed' }) },
  {
    what: 'needs attention',
    change: ({ status }) => status?.needsAttention.push({ step: 'review', reason: 'overdue', since: '' }),
  },
  {
    what: 'has an open claim',
    change: ({ status }) => Object.assign(status ?? {}, { claim: status?.claims[0] }),
  },
])('but not one that $what', ({ change }) => {
  const evidence = { ...sampleEvidence(), deaths: [1] };
  const life = lifeOf(evidence, 'new');
  life.status?.claims.push(...(lifeOf(evidence, 'old').status?.claims ?? []));
  change(life);
  inLedger(evidence, 'new').revision = 0;
  expect(disagreements(evidence)).toContain('new: revision 1 here, 0 in the ledger');
});
