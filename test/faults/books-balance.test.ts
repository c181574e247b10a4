import { expect, test } from 'vitest';
import { refundKey, replacementKey } from '../../src/contract/ids.ts';
import { imbalances, type Evidence, type Lived } from './books-balance.ts';
import { mail, sampleEvidence } from './sample-evidence.ts';

test('true books balance', () => {
  expect(imbalances(sampleEvidence())).toEqual([]);
});

type Changeable = { -readonly [K in keyof Evidence]: Evidence[K] } & { lives: Lived[] };

const lifeOf = ({ lives }: Evidence, purchaseId: string): Lived => {
  const life = lives.find((each) => each.purchaseId === purchaseId);
  if (!life) throw new Error(`no ${purchaseId} in the sample`);
  return life;
};

const timelineOf = (evidence: Evidence, purchaseId: string): { event: string; clause?: string }[] =>
  lifeOf(evidence, purchaseId).status?.timeline ?? [];

const refundOf = ({ books }: Evidence, key: string): Evidence['books']['refunds'][string] => {
  const refund = books.refunds[key];
  if (!refund) throw new Error(`no ${key} in the sample`);
  return refund;
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
      (e.books.refunds['refund:again'] = { ...refundOf(e, refundKey('paid')), refundId: 'rf_9' }),
    found: 'refund:again: the second refund of paid',
  },
  {
    what: 'a refund of a replacement beside that of its original',
    falsify: (e) => {
      e.books.refunds[refundKey('old')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'old' };
      e.books.refunds[refundKey('new')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'new' };
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
    falsify: (e) => (e.books.balances['EUR'] = { paidIn: 447, paidOut: 150 }),
    found: 'EUR: the till paid out 150, the workflows know of 149',
  },
  {
    what: 'a confirmed refund that the shop never paid',
    falsify: (e) => (refundOf(e, refundKey('paid')).status = 'refused'),
    found: 'paid: refund confirmed here, refused in the books',
  },
  {
    what: 'paid by hand, and by the shop too',
    falsify: (e) => (refundOf(e, refundKey('hand')).status = 'confirmed'),
    found: 'hand: paid by hand, and by the shop too',
  },
  {
    what: 'a second replacement',
    falsify: (e) =>
      (e.books.replacements[replacementKey('old', 2)] = { result: 'issued', purchaseId: 'more' }),
    found: 'old: 2 replacements issued',
  },
  {
    what: 'a replacement that the workflow does not know',
    falsify: (e) => delete lifeOf(e, 'old').status?.replacement,
    found: 'old: replacement undefined here, new in the books',
  },
  {
    what: 'replaced and paid back',
    falsify: (e) =>
      (e.books.refunds[refundKey('old')] = { ...refundOf(e, refundKey('paid')), purchaseId: 'old' }),
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
];

test.each(FALSIFIED)('the check finds $what', ({ falsify, found }) => {
  const evidence = sampleEvidence() as Changeable;
  falsify(evidence);
  expect(imbalances(evidence)).toContain(found);
});
