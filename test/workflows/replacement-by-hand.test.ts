import { afterAll, beforeAll, expect, test } from 'vitest';
import { refundsOf, replacementsOf } from '../../src/demo/books-of.ts';
import { openPlay, type Play } from '../../src/demo/play.ts';
import type { Rig } from '../../src/demo/rig.ts';
import type { Trouble } from '../../src/sandbox/faults.ts';
import { testRig } from './test-rig.ts';

const PRICE = { amount: 149, currency: 'EUR' };

let rig: Rig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(async () => {
  await rig.stop();
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

/** The purchases that were issued in its place. */
const issued = (play: Play): string[] => [...replacementsOf(rig.sandbox, play.purchaseId)];

test('done takes a dearer number that was issued, at the price that was paid', async () => {
  const play = await stuck({ kind: 'other_price' });
  expect((await play.status()).needsAttention).toMatchObject([{ reason: 'price_differs' }]);
  await done(play);
  const [replacement = '', ...more] = issued(play);
  expect(more).toEqual([]);
  expect((await play.status()).result).toMatchObject({
    outcome: 'replaced',
    replacement: { purchaseId: replacement },
  });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  const found = await rig.returns.status(replacement);
  expect(found).toMatchObject({ found: true, status: { stage: 'awaiting_sms', terms: { price: PRICE } } });
});

test('done where nothing was issued asks the shop anew, and one replacement is issued', async () => {
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
