import { beforeAll, describe, expect, test } from 'vitest';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import type { PurchaseStatus, Stage } from '../../../src/contract/status.ts';
import { ANNA, livesOf, type Lives } from '../../browser/customer-lives.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import type { TestApi } from '../api/served-api.ts';
import { followedOpening } from './customer.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';
import { instantsOn, readPage } from './read-page.ts';

let rig: RunningRig;
let api: TestApi;
let served: PagesWithPictures;
let lives: Lives;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig);
  ({ api } = served);
  lives = livesOf({ rig }, { ...ANNA, locale: 'en-GB' });
  return () => served.end();
});

/** What the page of a purchase says to the questions of its customer, with instants as `⟨…⟩`. */
interface Answers {
  /** What happened: in the heading, and as the latest entry of the story. */
  heading: string;
  latest: string;
  /** Where the money is. */
  money: string;
  /** By which clause, in small print. */
  clause?: string;
  /** Until when, and what happens if nothing is done. */
  next: readonly string[];
  /** What can be done: the primary act, and the others. */
  acts?: readonly string[];
  others?: readonly string[];
  /** That nothing has to be done. */
  nothing?: readonly string[];
  alert?: string;
}

/** One way in which a purchase stands in a stage. */
interface Standing {
  life: keyof Lives;
  answers: (status: PurchaseStatus) => Answers;
}

const at = (instant: string | undefined): string => `⟨${instant}⟩`;
const due = ({ nextDeadline }: PurchaseStatus): string => at(nextDeadline?.at);
const since = ({ timeline }: PurchaseStatus, event: string): string =>
  at(timeline.findLast((entry) => entry.event === event)?.at);

const NOTHING_NOW = { nothing: ['There is nothing for you to do now.'] } as const;
const NOTHING_LEFT = { next: [], nothing: ['There is nothing left to do here.'] } as const;
const SOMETHING = 'Tell us if something went wrong';
const DISAGREE = 'Tell support why you disagree';
const PICTURES = 'Send your pictures';
const WITHDRAW = 'Withdraw the claim';

const inWindow = (status: PurchaseStatus) => ({
  money: `Your €1.49 is paid, and you may claim it back until ${at(status.claimDeadline)}.`,
  clause: 'P1',
  next: [
    `You can tell us about a problem until ${due(status)}.`,
    'If you do nothing, the purchase is closed then, and no claim can be filed any more.',
  ],
  acts: [SOMETHING],
});

const goingBack = {
  heading: 'Your money is going back',
  others: [SOMETHING],
  ...NOTHING_NOW,
} as const;

const choosing = (status: PurchaseStatus) => ({
  heading: 'Choose: your money back, or a new number',
  money: 'Your €1.49 can come back to you or become a new number: you choose.',
  clause: 'C3a',
  next: [`Choose by ${due(status)}.`, 'If you do not choose by then, you get your money back.'],
  acts: ['Choose refund or new number'],
});

const pictures = (status: PurchaseStatus) => ({
  heading: 'We need pictures from you',
  latest: 'We asked you for pictures',
  money: 'Your €1.49 depends on your claim, which waits for pictures.',
  clause: 'C2',
  next: [
    `Send your pictures by ${due(status)}.`,
    'If nothing comes by then, our support decides with what it has.',
  ],
  acts: [PICTURES],
  others: [WITHDRAW],
});

/** Every stage, with each way to stand in it that a customer can tell from the others. */
const STAGES: Readonly<Record<Stage, readonly [Standing, ...Standing[]]>> = {
  awaiting_sms: [
    {
      life: 'waiting',
      answers: (status) => ({
        heading: 'Your number waits for its code',
        latest: 'You bought the number',
        money: `Your €1.49 comes back by itself if no code arrives by ${at(status.smsDeadline)}.`,
        clause: 'R2',
        next: [
          `Your code has time until ${due(status)}.`,
          'Without a code by then, your money goes back by itself. There is nothing for you to do.',
        ],
        ...NOTHING_NOW,
      }),
    },
  ],
  returning_funds: [
    {
      life: 'putOff',
      answers: (status) => ({
        ...goingBack,
        latest: 'The activation’s cancellation was answered',
        money: 'Your €1.49 goes back as soon as the activation is cancelled.',
        clause: 'R2',
        next: [`We try again at ${due(status)}.`, 'You need not do anything.'],
      }),
    },
    {
      life: 'refundSent',
      answers: (status) => ({
        ...goingBack,
        latest: 'We asked for your refund',
        money: `Your €1.49 is on its way back since ${since(status, 'refund_sent')}.`,
        clause: 'R2',
        next: ['We are doing this now, and go on until it is done. You need not do anything.'],
      }),
    },
    {
      life: 'refundOnItsWay',
      answers: (status) => ({
        ...goingBack,
        latest: 'Your refund is on its way',
        money: `Your €1.49 is on its way back since ${since(status, 'refund_sent')}.`,
        clause: 'R2',
        next: [`We ask about your money again at ${due(status)}.`, 'You need not do anything.'],
      }),
    },
    {
      life: 'refundRefused',
      answers: (status) => ({
        ...goingBack,
        heading: 'Your refund is held up, and our support is on it',
        latest: 'Your refund could not be paid: our support sees to it',
        money: 'Your €1.49 is owed to you, but could not be paid back yet: our support sees to it.',
        clause: 'R2',
        next: [`We try again at ${due(status)}.`, 'You need not do anything.'],
      }),
    },
    {
      life: 'refundUnknown',
      answers: (status) => ({
        ...goingBack,
        heading: 'Your refund is held up, and our support is on it',
        latest: 'We do not know yet whether your refund was sent: we find out before we send it again',
        money: 'Your €1.49 is owed to you; we are finding out whether it was sent already.',
        clause: 'R2',
        next: [`We try again at ${due(status)}.`, 'You need not do anything.'],
      }),
    },
    {
      life: 'noCodeApproved',
      answers: (status) => ({
        ...goingBack,
        others: [],
        latest: 'Your refund is on its way',
        money: `Your €1.49 is on its way back since ${since(status, 'refund_sent')}.`,
        clause: 'C1',
        next: [`We ask about your money again at ${due(status)}.`, 'You need not do anything.'],
      }),
    },
  ],
  claim_window: [
    {
      life: 'used',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'Did your number work?',
        latest: 'A code arrived on your number',
      }),
    },
    {
      life: 'completed',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'Did your number work?',
        latest: 'The activation was completed',
      }),
    },
    {
      life: 'rejected',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'Your claim was rejected',
        latest: 'Your claim was rejected',
        acts: [DISAGREE],
        others: ['Tell us if something else went wrong'],
      }),
    },
    {
      life: 'withdrawn',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'You withdrew your claim',
        latest: 'You withdrew your claim',
      }),
    },
    {
      life: 'accessRefused',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'Your claim ended, because there was no access',
        latest: 'There is no access, so your claim ended',
        others: [DISAGREE],
      }),
    },
    {
      life: 'repaired',
      answers: (status) => ({
        ...inWindow(status),
        heading: 'Your claim ended, because it was put right',
        latest: 'You did not object, so the repair counts as done',
        others: [DISAGREE],
      }),
    },
  ],
  needs_evidence: [
    {
      life: 'needsEvidence',
      answers: (status) => ({
        ...pictures(status),
        next: [`Send your pictures by ${due(status)}.`, 'If no picture comes by then, your claim ends.'],
      }),
    },
    { life: 'askedForMore', answers: pictures },
    {
      life: 'askedAboutNoCode',
      answers: (status) => ({
        ...pictures(status),
        money: 'Your €1.49 depends on your claim, which waits for pictures.',
        clause: 'C1',
      }),
    },
  ],
  in_review: [
    {
      life: 'inReview',
      answers: (status) => ({
        heading: 'Our support is looking at your claim',
        latest: 'Our support began to look at your claim',
        money: 'Your €1.49 depends on your claim, which support is deciding.',
        clause: 'C2',
        next: [
          `Our support decides by ${due(status)}.`,
          'You need not do anything. If our support is late, your claim stays open and we tell you.',
        ],
        others: [PICTURES, WITHDRAW],
        ...NOTHING_NOW,
      }),
    },
    {
      life: 'reviewLate',
      answers: () => ({
        heading: 'Our support is looking at your claim',
        latest: 'Our support began to look at your claim',
        money: 'Your €1.49 depends on your claim, which support is deciding.',
        clause: 'C2',
        next: [
          'Our support is late. Your claim stays open: nothing is decided against you because time has passed, and you need not do anything.',
        ],
        others: [PICTURES, WITHDRAW],
        ...NOTHING_NOW,
      }),
    },
  ],
  in_remediation: [
    {
      life: 'defect',
      answers: (status) => ({
        heading: 'We are putting it right',
        latest: 'Our time to put it right began',
        money: `Your €1.49 can come back if the defect is not put right by ${at(status.claim?.remediationDueAt)}.`,
        clause: 'C3a',
        next: [
          `We have time to put it right until ${due(status)}.`,
          'If we have not put it right by then, you get your money back or, where there can be one, may choose a new number instead.',
        ],
        others: [PICTURES, WITHDRAW],
        ...NOTHING_NOW,
      }),
    },
  ],
  access_requested: [
    {
      life: 'access',
      answers: (status) => ({
        heading: 'We need your answer about access',
        latest: 'We asked you for access',
        money: 'Your €1.49 depends on your claim, whose time is paused until you answer.',
        clause: 'C3b',
        next: [
          `Please answer by ${due(status)}.`,
          'If you do not answer by then, that counts as a no, and your claim ends.',
        ],
        acts: ['Allow or refuse access'],
        others: [PICTURES, WITHDRAW],
      }),
    },
  ],
  remedied: [
    {
      life: 'remedied',
      answers: (status) => ({
        heading: 'We have put it right. Does it work?',
        latest: 'We put it right',
        money: 'Your €1.49 stays paid if you agree that the defect is put right.',
        clause: 'C3',
        next: [
          `Tell us if it still does not work by ${due(status)}.`,
          'If you do nothing, we take it that everything works, and your claim ends.',
        ],
        acts: ['Say if it still does not work'],
      }),
    },
  ],
  awaiting_choice: [
    {
      life: 'choice',
      answers: (status) => ({
        ...choosing(status),
        latest: 'You can choose: your money back, or a new number',
      }),
    },
    {
      life: 'outOfStock',
      answers: (status) => {
        const { next, ...choice } = choosing(status);
        return {
          ...choice,
          latest: 'The new number could not be had',
          next: ['The new number that you chose could not be had, so you choose again.', ...next],
        };
      },
    },
  ],
  replacing: [
    {
      life: 'replacing',
      answers: () => ({
        heading: 'We are getting you a new number',
        latest: 'The activation was not cancelled, because a code had arrived',
        money: 'Your €1.49 is being turned into a new number.',
        clause: 'C3a',
        next: ['We are doing this now, and go on until it is done. You need not do anything.'],
        ...NOTHING_NOW,
      }),
    },
    {
      life: 'replacementRefused',
      answers: (status) => ({
        heading: 'We are getting you a new number',
        latest: 'The new number could not be issued: our support sees to it',
        money: 'Your €1.49 is being turned into a new number.',
        clause: 'C3a',
        next: [`We try again at ${due(status)}.`, 'You need not do anything.'],
        ...NOTHING_NOW,
      }),
    },
  ],
  closed: [
    {
      life: 'noSms',
      answers: (status) => ({
        heading: 'You got your money back',
        latest: 'The purchase was closed',
        money: `Your €1.49 is back since ${since(status, 'refund_confirmed')}.`,
        clause: 'R2',
        ...NOTHING_LEFT,
      }),
    },
    {
      life: 'approved',
      answers: (status) => ({
        heading: 'You got your money back',
        latest: 'The purchase was closed',
        money: `Your €1.49 is back since ${since(status, 'refund_confirmed')}.`,
        clause: 'C2',
        ...NOTHING_LEFT,
      }),
    },
    {
      life: 'replaced',
      answers: (status) => ({
        heading: 'You got a new number',
        latest: 'The purchase was closed',
        money: `Your €1.49 stays paid: it bought a new number, ${status.replacement?.purchaseId} .`,
        clause: 'C3a',
        ...NOTHING_LEFT,
      }),
    },
    {
      life: 'fulfilled',
      answers: () => ({
        heading: 'This purchase is done',
        latest: 'The purchase was closed',
        money: 'Your €1.49 stays paid: the purchase is fulfilled.',
        clause: 'R1',
        ...NOTHING_LEFT,
      }),
    },
    {
      life: 'withoutRemedy',
      answers: () => ({
        heading: 'This purchase is closed',
        latest: 'The purchase was closed',
        money: 'Your €1.49 stays paid: the last claim ended without a remedy.',
        clause: 'C2',
        next: [],
        others: [DISAGREE],
        ...NOTHING_NOW,
      }),
    },
    {
      // On top of everything else that the page says.
      life: 'refundFailed',
      answers: (status) => ({
        heading: 'Your refund failed',
        latest: 'Your refund failed',
        alert: `Your bank or wallet sent the money back to us. We know it since ${since(status, 'refund_failed')}. Our support pays it another way; if your account has changed, reply to our mail about it.`,
        money: 'Your €1.49 did not arrive, and is still yours.',
        next: [],
        ...NOTHING_NOW,
      }),
    },
  ],
};

const STANDINGS = Object.entries(STAGES).flatMap(([stage, standings]) =>
  standings.map(({ life, answers }) => ({ stage, life, answers })),
);

/** The day and the time of an instant in a zone, as they are written for this customer. Seconds are cut off. */
const written = (instant: string, timeZone: string): { day: string; time: string } => {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(new Date(instant));
  return {
    day: [part({ weekday: 'long' }), part({ day: 'numeric', month: 'long', year: 'numeric' })].join(', '),
    time: part({ hour: '2-digit', minute: '2-digit' }),
  };
};

/** Summer or winter: the tests run in both. */
const zoneAt = (instant: string): string | undefined =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Vienna', timeZoneName: 'short' })
    .formatToParts(new Date(instant))
    .find(({ type }) => type === 'timeZoneName')?.value;

describe('the page of a purchase says what happened, where the money is, what can be done, until when, and what if not:', () => {
  test.concurrent.each(STANDINGS)('$stage, as $life', async ({ stage, life, answers }) => {
    const play = await lives[life]();
    const { first } = await followedOpening(api, play.order);
    // What the record alone knows, as of a refund that failed later, is in the snapshot that the pages read.
    const status = await play.status();
    const { result, timeline } = status;
    expect([life, status.stage]).toEqual([life, stage]);
    const failed = /We know it since <time datetime="([^"]*)"/.exec(first.html)?.[1];
    const known =
      failed === undefined
        ? status
        : {
            ...status,
            timeline: [
              ...timeline,
              { at: failed, event: 'refund_failed', actor: 'service', visibility: 'public' } as const,
            ],
          };
    // That is after the purchase has closed.
    if (failed !== undefined) expect(failed > (result?.closedAt ?? '')).toBe(true);
    const { phoneNumber, service } = play.order.activation;
    expect(readPage(first.html)).toEqual({
      whichNumber: `Anna Gruber , your ${service} number ${phoneNumber}`,
      alert: '',
      clause: '',
      acts: [],
      others: [],
      nothing: [],
      ...answers(known),
    });
    // Every instant is for programs, in the customer's own zone and in UTC.
    const instants = instantsOn(first.html);
    expect(instants.length).toBeGreaterThan(1);
    for (const { at: instant, local, utc } of instants) {
      const [own, universal] = [written(instant, 'Europe/Vienna'), written(instant, 'UTC')];
      const day = own.day === universal.day ? '' : `${universal.day}, `;
      expect({ local, utc }).toEqual({
        local: `${own.day}, ${own.time} ${zoneAt(instant)} (Europe/Vienna)`,
        utc: `· ${day}${universal.time} UTC`,
      });
    }
    expect(first.html.match(/<time\b/g)).toHaveLength(instants.length);
  });
});
