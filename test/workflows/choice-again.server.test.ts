import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { testRig } from './test-rig.ts';

const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it often.',
} as const;
const HOPELESS = { outcome: 'not_possible', summary: 'The number is gone.' } as const;

let rig: Rig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(async () => {
  await rig.stop();
});

/** The customer has chosen a replacement so long after the offer, and none was to be had. */
async function chosenInVain(afterMs: number): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', DEFECT);
  await play.support('reportRemediation', HOPELESS);
  await play.pass(afterMs);
  play.fault('replacement', { kind: 'out_of_stock' }, 1);
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  return play;
}

const reminders = async (play: Play): Promise<number> => {
  const { timeline } = await play.status();
  return timeline.filter(
    ({ event, data }) => event === 'mail_accepted' && data?.['template'] === 'choice_reminder',
  ).length;
};

describe.concurrent('a choice that is offered again after a replacement could not be had', () => {
  test('late in the first one, lasts 72 hours, with a reminder 24 hours before their end', async () => {
    const play = await chosenInVain(13 * DAY_MS);
    expect(await reminders(play)).toBe(2);
    await play.pass(48 * HOUR_MS - MINUTE_MS);
    expect(await reminders(play)).toBe(2);
    await play.pass(2 * MINUTE_MS);
    expect(await reminders(play)).toBe(3);
    await play.pass(24 * HOUR_MS);
    expect(await play.status()).toMatchObject({
      stage: 'closed',
      result: { outcome: 'refunded', clause: 'C3a' },
    });
    expect(await reminders(play)).toBe(3);
  });

  test('early in the first one, counts its reminders from the new offer', async () => {
    const play = await chosenInVain(2 * DAY_MS);
    await play.pass(DAY_MS + MINUTE_MS);
    expect(await reminders(play)).toBe(0);
    await play.pass(2 * DAY_MS);
    expect(await reminders(play)).toBe(1);
    await play.pass(7 * DAY_MS);
    expect(await reminders(play)).toBe(2);
    expect((await play.status()).stage).toBe('awaiting_choice');
  });
});
