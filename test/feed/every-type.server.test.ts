import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test, vi } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { exampleOfEvent, FEED_EXAMPLES, FEED_IDS } from '../../scripts/feed-examples.ts';
import { FEED_EVENT_TYPES, type FeedEvent, type FeedEventType } from '../../src/contract/feed-event.ts';
import { publishDueSoon } from '../../src/feed/due-soon.ts';
import { readFeed } from '../../src/ledger/read/feed.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { sharedRig } from '../workflows/test-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';
const SOON = { timeout: 60_000, interval: 50 };

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

function journey(name: string): (play: Play) => Promise<void> {
  const found = JOURNEYS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no journey ${name}`);
  return found.play;
}

async function claimed(play: Play, claimType: 'invalid_number' | 'major_defect'): Promise<void> {
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', { claimType, reason: WHY });
}

/** Each life, the types of which it gives the example, and all of its events, in order. */
const LIVES: readonly {
  life: string;
  play: (play: Play) => Promise<void>;
  shows: readonly FeedEventType[];
  publishes: readonly FeedEventType[];
}[] = [
  {
    life: 'timeout',
    play: journey('timeout'),
    shows: ['purchase.opened', 'refund.confirmed', 'purchase.closed'],
    publishes: ['purchase.opened', 'refund.confirmed', 'purchase.closed'],
  },
  {
    life: 'invalid-number-late-evidence',
    play: journey('invalid-number-late-evidence'),
    shows: ['claim.filed', 'claim.evidence_added', 'claim.decided'],
    publishes: [
      'purchase.opened',
      'claim.filed',
      'claim.evidence_added',
      'claim.decided',
      'refund.confirmed',
      'purchase.closed',
    ],
  },
  {
    life: 'access-granted-late',
    play: journey('access-granted-late'),
    shows: ['claim.access_requested'],
    publishes: [
      'purchase.opened',
      'claim.filed',
      'claim.access_requested',
      'claim.remediation_reported',
      'claim.decided',
      'purchase.closed',
    ],
  },
  {
    life: 'defect-replacement',
    play: journey('defect-replacement'),
    shows: ['claim.remediation_reported', 'claim.choice_offered', 'replacement.issued'],
    publishes: [
      'purchase.opened',
      'claim.filed',
      'claim.remediation_reported',
      'claim.choice_offered',
      'replacement.issued',
      'claim.decided',
      'purchase.closed',
    ],
  },
  {
    life: 'order-service-down',
    play: journey('order-service-down'),
    shows: ['attention.raised'],
    publishes: ['purchase.opened', 'attention.raised', 'refund.confirmed', 'purchase.closed'],
  },
  {
    life: 'refund pending, then paid',
    async play(play) {
      const over = play.fault('refund', { kind: 'pending' }, 1);
      await play.pass(21 * MINUTE_MS);
      over();
      rig.sandbox.shop.releaseRefund(play.purchaseId);
      await play.pass(HOUR_MS);
    },
    shows: ['refund.pending'],
    publishes: ['purchase.opened', 'refund.pending', 'refund.confirmed', 'purchase.closed'],
  },
  {
    life: 'refund refused, then paid by hand',
    async play(play) {
      play.fault('refund', { kind: 'refused', reason: 'Quercus has moved' });
      await play.pass(21 * MINUTE_MS);
      const reference = 'DE89 Quercus';
      await play.support('settleByHand', { step: 'refund', action: 'done', reference, note: 'Paid.' });
    },
    shows: ['refund.failed'],
    publishes: [
      'purchase.opened',
      'attention.raised',
      'refund.failed',
      'refund.confirmed',
      'purchase.closed',
    ],
  },
  {
    life: 'no mailbox',
    async play(play) {
      rig.sandbox.inbox.addFault({
        kind: 'refuse_recipient',
        code: 550,
        times: 'until_cleared',
        recipient: play.order.customer.email,
      });
      await claimed(play, 'invalid_number');
      await play.pass(MINUTE_MS);
    },
    shows: ['notice.undelivered'],
    publishes: ['purchase.opened', 'claim.filed', 'notice.undelivered', 'attention.raised'],
  },
  {
    life: 'due soon',
    async play(play) {
      await claimed(play, 'major_defect');
      const { nextDeadline } = await play.status();
      const now = new Date(Date.parse(nextDeadline?.at ?? '') - HOUR_MS);
      const parts = { ledger: rig.ledger, service: rig.temporal.workflowService, namespace: rig.namespace };
      const publish = () => publishDueSoon(parts, { now, purchaseId: play.purchaseId });
      await vi.waitFor(async () => expect(await publish()).toBe(1), SOON);
    },
    shows: ['claim.due_soon'],
    publishes: ['purchase.opened', 'claim.filed', 'claim.due_soon'],
  },
];

const feedOf = async ({ purchaseId }: Play): Promise<FeedEvent[]> =>
  (await readFeed(rig.ledger, { after: 0, limit: 100, purchaseId })).entries;

/** As the examples have it: with their ids and instants. */
async function asExample(play: Play, { type, data }: FeedEvent): Promise<unknown> {
  const { refund, replacement } = await play.status();
  const real: [string | undefined, string][] = [
    [play.purchaseId, FEED_IDS.purchaseId],
    [`clm_${play.purchaseId}_1`, FEED_IDS.claimId],
    [refund?.refundId, FEED_IDS.refundId],
    [replacement?.purchaseId, FEED_IDS.replacementPurchaseId],
  ];
  const ids = new Map(real);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) => [
      name,
      type === 'claim.due_soon' && name === 'at'
        ? FEED_EXAMPLES[type].at
        : typeof value === 'string'
          ? (ids.get(value) ?? value)
          : value,
    ]),
  );
}

const isEvent = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync('src/contract/schemas/feed-event.schema.json', 'utf8')) as object,
);

const shown = new Set<FeedEventType>();

test.concurrent.each(LIVES)(
  '$life has the events that the published examples show',
  async ({ play, shows, publishes }) => {
    const life = await openPlay(rig);
    await play(life);
    await vi.waitFor(async () => {
      expect([...new Set((await feedOf(life)).map(({ type }) => type))].toSorted()).toEqual(
        [...publishes].toSorted(),
      );
    }, SOON);
    const events = await feedOf(life);
    for (const event of events) {
      expect([isEvent(event), isEvent.errors]).toEqual([true, null]);
      expect(JSON.stringify(event)).not.toMatch(/Quercus|never worked|@/);
    }
    for (const type of shows) {
      const event = events.find((each) => each.type === type);
      if (event === undefined) throw new Error(`${type} was not published`);
      expect([type, await asExample(life, event)]).toEqual([type, FEED_EXAMPLES[type]]);
      shown.add(type);
    }
  },
);

test('every type is shown by a life, and its example is valid', () => {
  expect([...shown].toSorted()).toEqual([...FEED_EVENT_TYPES].toSorted());
  for (const type of FEED_EVENT_TYPES) {
    expect([isEvent(exampleOfEvent(type)), isEvent.errors]).toEqual([true, null]);
  }
});
