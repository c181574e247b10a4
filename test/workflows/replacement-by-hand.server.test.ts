import { beforeAll, describe, expect, test } from 'vitest';
import { refundsOf, replacementsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import type { Trouble } from '../../dev/sandbox/faults.ts';
import { sharedRig } from './test-rig.ts';

const PRICE = { amount: 149, currency: 'EUR' };

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

/** A replacement was chosen, and the first answer to it needs a person. */
async function stuck(trouble: Trouble): Promise<Play> {
  const play = await openPlay(rig, { price: PRICE });
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The code never worked, although I tried it often.',
  });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The number is gone.' });
  play.fault('replacement', trouble, 1);
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  expect((await play.status()).stage).toBe('replacing');
  return play;
}

const done = (play: Play): Promise<unknown> =>
  play.support('settleByHand', {
    step: 'replacement',
    action: 'done',
    reference: 'seen in the shop',
    note: 'Go on.',
  });

const abandon = (play: Play): Promise<unknown> =>
  play.support('settleByHand', { step: 'replacement', action: 'abandon', note: 'Choose again.' });

/** The purchases that were issued in its place. */
const issued = (play: Play): string[] => [...replacementsOf(rig.sandbox, play.purchaseId)];

test.concurrent('done does not take a dearer number: it is of another value; abandon leads back to the choice', async () => {
  const play = await stuck({ kind: 'other_price' });
  expect((await play.status()).needsAttention).toMatchObject([{ reason: 'price_differs' }]);
  await done(play);
  expect(await play.status()).toMatchObject({
    stage: 'replacing',
    needsAttention: [{ step: 'replacement', reason: 'price_differs' }],
  });
  const [dearer = ''] = issued(play);
  expect(await rig.returns.status(dearer)).toMatchObject({ found: false });
  await abandon(play);
  expect((await play.status()).stage).toBe('awaiting_choice');
});

/** The shop answers the replacement of `play` with a purchase that is there already. */
async function stuckOn(purchaseId: string): Promise<Play> {
  const play = await openPlay(rig, { price: PRICE });
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The code never worked, although I tried it often.',
  });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The number is gone.' });
  play.fault('replacement', { kind: 'status', status: 409 });
  rig.sandbox.shopData.replacements[`replacement:${play.purchaseId}:1`] = { result: 'issued', purchaseId };
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  return play;
}

describe.concurrent.each(['a purchase of somebody else', 'a purchase that was issued before'] as const)(
  'a replacement that is %s',
  (what) => {
    const REFUSED = {
      step: 'replacement',
      reason: 'refused: the order service named a purchase that is there already, with other terms',
    };

    async function strangers(): Promise<string> {
      if (what === 'a purchase of somebody else') return (await openPlay(rig, { price: PRICE })).purchaseId;
      const other = await openPlay(rig, { price: PRICE });
      await other.sms();
      await other.completed();
      await other.customer('submitClaim', {
        claimType: 'major_defect',
        reason: 'It never worked, not even once.',
      });
      await other.support('reportRemediation', { outcome: 'not_possible', summary: 'Gone.' });
      await other.customer('chooseRemedy', { remedy: 'replacement' });
      const [replacement = ''] = issued(other);
      return replacement;
    }

    test('is refused with its reason and stays theirs; abandon ends the step, and the refund is paid once', async () => {
      const taken = await strangers();
      const before = await rig.returns.status(taken);
      const play = await stuckOn(taken);
      expect((await play.status()).needsAttention).toMatchObject([REFUSED]);
      await done(play);
      expect((await play.status()).needsAttention).toMatchObject([REFUSED]);
      await abandon(play);
      expect(await play.status()).toMatchObject({ stage: 'awaiting_choice', needsAttention: [] });
      await play.customer('chooseRemedy', { remedy: 'refund' });
      expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
      expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
      expect(await rig.returns.status(taken)).toEqual(before);
      expect(refundsOf(rig.sandbox, taken)).toEqual([]);
    });
  },
);

test.concurrent('done where nothing was issued asks the shop anew, and one replacement is issued', async () => {
  const play = await stuck({ kind: 'refused', reason: 'no licence' });
  expect(issued(play)).toEqual([]);
  await done(play);
  expect(issued(play)).toHaveLength(1);
  expect((await play.status()).result).toMatchObject({
    outcome: 'replaced',
    replacement: { purchaseId: issued(play)[0] },
  });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
});
