import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { reconcile } from '../../src/operations/reconcile/reconcile.ts';
import { DAY_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { faultRig, type FaultRig } from './fault-rig.ts';

const NO_SMS_MS = 21 * MINUTE_MS;
const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it three times.',
} as const;
const REVIEW_MS = 5 * DAY_MS;
const SOON = { timeout: 90_000, interval: 200 };

const UNPROVEN = {
  claimType: 'invalid_number',
  reason: 'The code was refused, although I tried it often.',
} as const;

let rig: FaultRig;
/** A purchase for each thing that happens while the ledger is out of reach, before the worker dies. */
let plays: Record<
  'opened' | 'sms' | 'completed' | 'funds' | 'claim' | 'claimOver' | 'attention' | 'end',
  Play
>;

beforeAll(async () => {
  rig = await faultRig();
  const open = (): Promise<Play> => openPlay(rig);
  const withSms = async (): Promise<Play> => {
    const play = await open();
    await play.sms();
    return play;
  };
  const [sms, completed, funds, claim, claimOver, attention, end] = await Promise.all([
    open(),
    withSms(),
    open(),
    withSms(),
    withSms(),
    withSms(),
    withSms(),
  ]);
  await claimOver.customer('submitClaim', DEFECT);
  await attention.customer('submitClaim', { ...UNPROVEN, evidence: [{ evidenceId: 'screenshot-1' }] });
  await attention.pass(REVIEW_MS - MINUTE_MS);
  await end.completed();
  for (const play of [sms, completed, funds, claim, claimOver, attention, end]) await asItself(play);

  await rig.database.down();
  const opened = await open();
  await sms.sms();
  await completed.completed();
  await funds.pass(NO_SMS_MS);
  await claim.customer('submitClaim', DEFECT);
  await claimOver.customer('withdrawClaim', {});
  await attention.pass(2 * MINUTE_MS);
  await end.pass(5 * DAY_MS + MINUTE_MS);
  await rig.worker.kill();
  await rig.database.up();
  plays = { opened, sms, completed, funds, claim, claimOver, attention, end };
});
afterAll(async () => {
  await rig.stop();
});

/** What the ledger has. */
const recorded = async ({ purchaseId }: Play): Promise<string | undefined> =>
  (
    await rig.ledger
      .selectFrom('purchases')
      .select('stage')
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst()
  )?.stage;

const eventsOf = async ({ purchaseId }: Play): Promise<string[]> => {
  const entries = await rig.ledger
    .selectFrom('timeline')
    .select('event')
    .where('purchase_id', '=', purchaseId)
    .where('superseded_at', 'is', null)
    .orderBy('n')
    .execute();
  return entries.map(({ event }) => event);
};

/** The ledger comes to say what the purchase says. */
const asItself = (play: Play): Promise<void> =>
  vi.waitFor(async () => {
    const { stage, timeline } = await play.status();
    const theirs = { stage: await recorded(play), events: await eventsOf(play) };
    expect(theirs).toEqual({ stage, events: timeline.map(({ event }) => event) });
  }, SOON);

const reconciled = async (play: Play): Promise<unknown> => {
  const { sandbox, temporal, ledger } = rig;
  const shop = httpOrderService({ url: sandbox.orderServiceUrl, token: sandbox.token });
  const sendMail = () => Promise.reject(new Error('nobody is to be told'));
  const { findings } = await reconcile({ temporal, ledger, shop, sendMail }, { now: new Date() });
  return findings
    .filter(({ purchaseId }) => purchaseId === play.purchaseId)
    .map(({ kind, done }) => ({ kind, done: done.what }));
};

describe('a worker dies by kill -9 with what the ledger has not taken yet', () => {
  test('what only makes lists complete is lost with it', async () => {
    const { opened, sms, completed, funds } = plays;
    expect(await recorded(opened)).toBeUndefined();
    expect(await recorded(sms)).toBe('awaiting_sms');
    expect(await eventsOf(completed)).not.toContain('activation_completed');
    expect(await recorded(funds)).toBe('awaiting_sms');
  });

  describe('and another one starts', () => {
    beforeAll(() => rig.worker.start());

    test('what support must see is written, without anything else that happens: a claim, its end, attention', async () => {
      const { claim, claimOver, attention } = plays;
      await asItself(claim);
      expect(await recorded(claim)).toBe('in_remediation');
      await asItself(claimOver);
      expect(await recorded(claimOver)).toBe('claim_window');
      await asItself(attention);
      expect((await attention.status()).needsAttention).toMatchObject([{ step: 'review' }]);
    });

    test('so is the end of a purchase', async () => {
      expect(await plays.end.status()).toMatchObject({ stage: 'closed', result: { outcome: 'fulfilled' } });
      await asItself(plays.end);
    });

    test('the purchase itself says what was lost, and the ledger learns it: an opening with the next change', async () => {
      const { opened } = plays;
      expect((await opened.status()).stage).toBe('awaiting_sms');
      expect(await recorded(opened)).toBeUndefined();
      await opened.sms();
      await asItself(opened);
    });

    test('an SMS by the reconciliation', async () => {
      const { sms } = plays;
      expect((await sms.status()).stage).toBe('claim_window');
      expect(await recorded(sms)).toBe('awaiting_sms');
      expect(await reconciled(sms)).toEqual([{ kind: 'projection_behind', done: 're_projected' }]);
      await asItself(sms);
      expect(await reconciled(sms)).toEqual([]);
    });

    test('a completion at the end', async () => {
      const { completed } = plays;
      await completed.pass(5 * DAY_MS + MINUTE_MS);
      expect(await completed.status()).toMatchObject({ stage: 'closed', result: { outcome: 'fulfilled' } });
      await asItself(completed);
    });

    test('funds on their way with the answer to the refund', async () => {
      const { funds } = plays;
      await funds.pass(DAY_MS);
      expect(await funds.status()).toMatchObject({ stage: 'closed', result: { outcome: 'refunded' } });
      await asItself(funds);
    });
  });
});
