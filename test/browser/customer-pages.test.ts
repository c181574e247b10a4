import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Play } from '../../dev/rig/play.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { renderMail } from '../../src/emails/rendering/render.ts';
import { sampleMail, SAMPLES } from '../../dev/mails/samples.ts';
import { keyboard, pointer, type Hand } from './customer-hands.ts';
import { ANNA, livesOf, REASON, type Lives } from './customer-lives.ts';
import { primaryActsOn } from '../web/customer/shown-acts.ts';
import { brokenIn, GERMAN_LOOKS, LOOKS, SCREENSHOT, type Look } from './customer-looks.ts';
import { customerRig, personAt, withPerson, type CustomerRig } from './customer-rig.ts';

let rig: CustomerRig;
let lives: Lives;
/** The same purchases of somebody German. */
let germanLives: Lives;
beforeAll(async () => {
  rig = await customerRig();
  lives = livesOf(rig);
  germanLives = livesOf(rig, ANNA);
});
afterAll(async () => {
  await rig?.stop();
});

/** What somebody does who has got a mail. The mails' links and the tasks of docs/customer-pages.md are the same. */
interface Journey {
  name: string;
  life: keyof Lives;
  /** Whether the customer is German. The browser asks for English in any case. */
  isGerman?: true;
  /** What the customer does to get the mail. Absent: it comes by itself. */
  before?: (hand: Hand, page: Page, play: Play) => Promise<void>;
  mail: MailTemplate;
  /** The words of the mail's one link. */
  link: string;
  /** The page that it leads to. */
  at: string;
  /** From there to the last page before the act. */
  ask(hand: Hand): Promise<void>;
  /** The button that does it. */
  act: string;
  done: string;
  outcome(status: PurchaseStatus): unknown;
  is: unknown;
}

const lastClaim = ({ claims }: PurchaseStatus) => claims.at(-1);

/** Has the link sent again that was lost. */
async function askForLink(hand: Hand, page: Page, { purchaseId, order }: Play): Promise<void> {
  await page.goto(`${rig.origin}/find`);
  await hand.write('Purchase', purchaseId);
  await hand.write('Mail address', order.customer.email);
  await hand.press('Send me a link');
  if ((await heading(page)) !== 'Look into your mailbox') throw new Error(`no link is sent: ${page.url()}`);
}

const claimsOf = ({ stage, claims }: PurchaseStatus) => [
  stage,
  claims.map(({ claimType, reason }) => [claimType, reason]),
];

const JOURNEYS: readonly Journey[] = [
  {
    name: 'the link is lost and found, and no code came (C1)',
    life: 'noCode',
    before: askForLink,
    mail: 'link_requested',
    link: 'See where your purchase stands',
    at: '',
    async ask(hand) {
      await hand.follow('Tell us if something went wrong');
      await hand.choose('No code came');
      await hand.press('Continue');
      await hand.write('What did you wait for, and how long?', REASON);
      await hand.press('Continue');
    },
    act: 'File the claim',
    done: 'Your claim is filed',
    outcome: ({ result, claims, refund }) => [
      claims.map(({ claimType, reason, status }) => [claimType, reason, status]),
      result?.outcome,
      result?.clause,
      refund?.status,
    ],
    is: [[['non_receipt', REASON, 'approved']], 'refunded', 'C1', 'confirmed'],
  },
  {
    name: 'nobody is sure, and the record has a code (C2)',
    life: 'late',
    mail: 'claim_window_closing',
    link: 'Tell us if something went wrong',
    at: '/claim',
    async ask(hand) {
      await hand.choose('I am not sure');
      await hand.press('Continue');
      await hand.write('What happened when you used the number?', REASON);
      await hand.press('Continue');
    },
    act: 'File the claim',
    done: 'Your claim is filed',
    outcome: claimsOf,
    is: ['needs_evidence', [['invalid_number', REASON]]],
  },
  {
    name: 'access is refused',
    life: 'access',
    mail: 'access_requested',
    link: 'Allow or refuse access',
    at: '/access',
    async ask(hand) {
      await hand.choose('No, I refuse');
      await hand.press('Continue');
    },
    act: 'Refuse access and end my claim',
    done: 'We have your answer',
    outcome: (status) => [status.stage, lastClaim(status)?.status, lastClaim(status)?.clause],
    is: ['claim_window', 'disqualified', 'C3b'],
  },
  {
    name: 'the new number could not be had, and the money is chosen instead',
    life: 'outOfStock',
    mail: 'replacement_unavailable',
    link: 'Choose refund or new number',
    at: '/choice',
    async ask(hand) {
      await hand.choose('My money back');
      await hand.press('Continue');
    },
    act: 'Take my money back',
    done: 'Your choice is made',
    outcome: ({ result, refund }) => [result?.outcome, result?.clause, refund?.status],
    is: ['refunded', 'C3a', 'confirmed'],
  },
  {
    name: 'a reminder leads to the choice',
    life: 'reminded',
    mail: 'choice_reminder',
    link: 'Choose refund or new number',
    at: '/choice',
    async ask(hand) {
      await hand.choose('A new number');
      await hand.press('Continue');
    },
    act: 'Take a new number',
    done: 'Your choice is made',
    outcome: ({ result, refund }) => [result?.outcome, result?.clause, refund?.status],
    is: ['replaced', 'C3a', undefined],
  },
  {
    name: 'the code came, the number did not work (C2)',
    life: 'late',
    mail: 'claim_window_closing',
    link: 'Tell us if something went wrong',
    at: '/claim',
    async ask(hand) {
      await hand.choose('The code came, but the number did not work');
      await hand.press('Continue');
      await hand.write('What happened when you used the number?', REASON);
      await hand.press('Continue');
    },
    act: 'File the claim',
    done: 'Your claim is filed',
    outcome: ({ stage, claims }) => [stage, claims.map(({ claimType, reason }) => [claimType, reason])],
    is: ['needs_evidence', [['invalid_number', REASON]]],
  },
  {
    name: 'something is broken (C3)',
    life: 'late',
    mail: 'claim_window_closing',
    link: 'Tell us if something went wrong',
    at: '/claim',
    async ask(hand) {
      await hand.choose('Something of yours is broken');
      await hand.press('Continue');
      await hand.write('What does not work, and how can we see it?', REASON);
      await hand.press('Continue');
    },
    act: 'File the claim',
    done: 'Your claim is filed',
    outcome: ({ stage, claims }) => [stage, claims.map(({ claimType, reason }) => [claimType, reason])],
    is: ['in_remediation', [['major_defect', REASON]]],
  },
  {
    name: 'access is allowed',
    life: 'access',
    mail: 'access_requested',
    link: 'Allow or refuse access',
    at: '/access',
    async ask(hand) {
      await hand.choose('Yes, I allow it');
      await hand.press('Continue');
    },
    act: 'Allow access',
    done: 'We have your answer',
    outcome: ({ stage }) => stage,
    is: 'in_remediation',
  },
  {
    name: 'a repair is disputed',
    life: 'remedied',
    mail: 'remedied',
    link: 'Say if it still does not work',
    at: '/dispute',
    async ask(hand) {
      await hand.write('What still does not work?', REASON);
      await hand.press('Continue');
    },
    act: 'Send this',
    done: 'We know that it still does not work',
    outcome: (status) => [status.stage, lastClaim(status)?.disputes],
    is: ['in_remediation', 1],
  },
  {
    name: 'the money is chosen',
    life: 'choice',
    mail: 'choice_offered',
    link: 'Choose refund or new number',
    at: '/choice',
    async ask(hand) {
      await hand.choose('My money back');
      await hand.press('Continue');
    },
    act: 'Take my money back',
    done: 'Your choice is made',
    outcome: ({ result, refund }) => [result?.outcome, result?.clause, refund?.status],
    is: ['refunded', 'C3a', 'confirmed'],
  },
  {
    name: 'a new number is chosen',
    life: 'choice',
    mail: 'choice_offered',
    link: 'Choose refund or new number',
    at: '/choice',
    async ask(hand) {
      await hand.choose('A new number');
      await hand.press('Continue');
    },
    act: 'Take a new number',
    done: 'Your choice is made',
    outcome: ({ result, refund }) => [result?.outcome, result?.clause, refund?.status],
    is: ['replaced', 'C3a', undefined],
  },
  {
    name: 'a new number is chosen, from a German mail on German pages',
    life: 'choice',
    isGerman: true,
    mail: 'choice_offered',
    link: 'Erstattung oder neue Nummer wählen',
    at: '/choice',
    async ask(hand) {
      await hand.choose('Eine neue Nummer');
      await hand.press('Weiter');
    },
    act: 'Neue Nummer wählen',
    done: 'Sie haben gewählt',
    outcome: ({ result, refund }) => [result?.outcome, result?.clause, refund?.status],
    is: ['replaced', 'C3a', undefined],
  },
  {
    name: 'a claim is withdrawn',
    life: 'defect',
    mail: 'remediation_started',
    link: 'Follow the repair',
    at: '',
    async ask(hand) {
      await hand.follow('Withdraw the claim');
      await hand.press('Continue');
    },
    act: 'Withdraw my claim',
    done: 'Your claim is withdrawn',
    outcome: (status) => [status.stage, lastClaim(status)?.status],
    is: ['claim_window', 'withdrawn'],
  },
  {
    name: 'support is told why a rejection is wrong',
    life: 'rejected',
    mail: 'claim_rejected',
    link: 'Tell support why you disagree',
    at: '/objection',
    ask: (hand) => hand.write('What do you think is wrong?', REASON),
    act: 'Send to support',
    done: 'Our support has got your words',
    outcome: (status) => [status.stage, lastClaim(status)?.status],
    is: ['claim_window', 'rejected'],
  },
];

const primaryActs = async (page: Page): Promise<string[]> => primaryActsOn(await page.content());
const heading = (page: Page): Promise<string> => page.locator('h1').innerText();

/** What a purchase has lived through. If this is the same, nothing was done. */
const livedBy = async (play: Play): Promise<string> => {
  await play.idle();
  const { timeline, claims, revision } = await play.status();
  return JSON.stringify([timeline, claims, revision]);
};

const WAYS = [
  { way: 'without script', hand: pointer, javaScriptEnabled: false },
  { way: 'with script', hand: pointer, javaScriptEnabled: true },
  { way: 'by keyboard alone', hand: keyboard, javaScriptEnabled: true },
] as const;

/** Long, because several browsers are slow on a machine that is busy. */
const JOURNEYS_TIMEOUT_MS = 300_000;

describe.concurrent.each(WAYS)(
  '$way, from the mail on',
  { timeout: JOURNEYS_TIMEOUT_MS },
  ({ hand: handOf, javaScriptEnabled }) => {
    test.for(JOURNEYS)('$name: once, whatever is pressed again', async (journey, { expect }) => {
      const play = await (journey.isGerman ? germanLives : lives)[journey.life]();
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page } = person;
        const hand = handOf(page);
        await journey.before?.(hand, page, play);
        const mail = await rig.mailOf(play, journey.mail);
        const own = `${rig.origin}/purchases/${play.purchaseId}`;
        await person.read(mail);
        await hand.follow(journey.link);
        expect(page.url()).toBe(`${own}${journey.at}`);

        // Another tab is as far as this one before the act is done in this one.
        const other = await person.tab();
        await other.goto(page.url());
        await journey.ask(pointer(other));
        const before = await livedBy(play);
        await journey.ask(hand);
        expect(await livedBy(play)).toBe(before);
        await hand.press(journey.act);
        expect(await heading(page)).toBe(journey.done);
        const receipt = page.url();
        expect(receipt).toMatch(new RegExp(`^${own}/done/[a-z]+-[\\w-]{22}$`));
        await play.idle();
        expect(journey.outcome(await play.status())).toEqual(journey.is);
        const after = await livedBy(play);

        await page.reload();
        expect(await heading(page)).toBe(journey.done);
        await pointer(other).press(journey.act);
        expect([await heading(other), other.url()]).toEqual([journey.done, receipt]);
        // Chromium asks before it sends the form before the act again, and is told to.
        await page.goBack().catch(() => undefined);
        await page.reload();
        if (journey.at !== '/objection') {
          expect([await heading(page), page.url()]).toEqual([journey.done, receipt]);
        }
        expect(await livedBy(play)).toBe(after);
      });
    });

    test('pictures are sent that we asked for, and shown where the claim is', async ({ expect }) => {
      const play = await lives.needsEvidence();
      const mail = await rig.mailOf(play, 'evidence_requested');
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page } = person;
        const hand = handOf(page);
        await person.read(mail);
        await hand.follow('Send your pictures');
        expect(page.url()).toBe(`${rig.origin}/purchases/${play.purchaseId}/evidence`);
        const before = await livedBy(play);
        for (const choice of ['Choose a picture', 'Add another picture (optional)']) {
          await page.getByLabel(choice, { exact: true }).setInputFiles(SCREENSHOT);
          // A script ranks the one that is wanted first.
          const isFirst = choice === 'Choose a picture' || javaScriptEnabled;
          expect(await primaryActs(page)).toEqual([isFirst ? 'Upload this picture' : 'Continue']);
          await hand.press('Upload this picture');
          expect(await primaryActs(page)).toEqual(['Continue']);
        }
        expect(await page.getByRole('img').count()).toBe(2);
        // Loading it again sends nothing again.
        await page.reload();
        expect(await page.getByRole('img').count()).toBe(2);
        await page.getByRole('button', { name: 'Remove picture 1', exact: true }).click();
        await hand.press('Continue');
        expect(await livedBy(play)).toBe(before);
        await hand.press('Add it to my claim');
        expect(await heading(page)).toBe('Your pictures are with your claim');
        const { claim, stage } = await play.status();
        expect([stage, claim?.evidence.map(({ mediaType }) => mediaType)]).toEqual([
          'in_review',
          ['image/png'],
        ]);
        await hand.follow('See your purchase');
        await page.getByRole('img', { name: 'Picture 1', exact: true }).scrollIntoViewIfNeeded();
        await expect
          .poll(() => page.evaluate("document.querySelector('.pictures img').naturalWidth"))
          .toBeGreaterThan(100);
      });
    });

    test('what was typed is still there when the customer changes it on the check, and what counts is what was sent', async ({
      expect,
    }) => {
      const play = await lives.late();
      const mail = await rig.mailOf(play, 'claim_window_closing');
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page } = person;
        const hand = handOf(page);
        const question = 'What does not work, and how can we see it?';
        await person.read(mail);
        await hand.follow('Tell us if something went wrong');
        await hand.choose('Something of yours is broken');
        await hand.press('Continue');
        await hand.write(question, `${REASON} And again.`);
        await hand.press('Continue');
        const before = await livedBy(play);
        await hand.press('Change');
        expect(await page.getByRole('textbox', { name: question, exact: true }).inputValue()).toBe(
          `${REASON} And again.`,
        );
        await page.getByRole('textbox', { name: question, exact: true }).fill('');
        await hand.write(question, REASON);
        await hand.press('Continue');
        expect(await livedBy(play)).toBe(before);
        await hand.press('File the claim');
        expect(await heading(page)).toBe('Your claim is filed');
        expect(claimsOf(await play.status())).toEqual(['in_remediation', [['major_defect', REASON]]]);
      });
    });

    test('a choice is still there when the customer changes it on the check', async ({ expect }) => {
      const play = await lives.choice();
      const mail = await rig.mailOf(play, 'choice_offered');
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page } = person;
        const hand = handOf(page);
        await person.read(mail);
        await hand.follow('Choose refund or new number');
        await hand.choose('A new number');
        await hand.press('Continue');
        await hand.press('Change');
        expect(await page.getByRole('radio', { name: 'A new number', exact: true }).isChecked()).toBe(true);
        await hand.choose('My money back');
        await hand.press('Continue');
        await hand.press('Take my money back');
        expect(await heading(page)).toBe('Your choice is made');
        await play.idle();
        expect((await play.status()).result?.outcome).toBe('refunded');
      });
    });

    test('a device forgets the link when it is told to, and the mail still opens the purchase', async ({
      expect,
    }) => {
      const play = await lives.defect();
      const mail = await rig.mailOf(play, 'remediation_started');
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page, context } = person;
        const hand = handOf(page);
        const own = `${rig.origin}/purchases/${play.purchaseId}`;
        await person.read(mail);
        await hand.follow('Follow the repair');
        const before = await livedBy(play);
        expect(await context.cookies(own)).toHaveLength(1);
        await hand.press('Forget the link on this device');
        expect([page.url(), await heading(page)]).toEqual([
          `${rig.origin}/find`,
          'Get the link to your purchase',
        ]);
        expect(await context.cookies(own)).toEqual([]);
        await page.goto(own);
        expect(await heading(page)).toBe('This link does not open your purchase any more');
        expect(await page.getByRole('main').innerText()).not.toContain(play.order.activation.phoneNumber);
        await person.read(mail);
        await hand.follow('Follow the repair');
        expect([page.url(), await heading(page)]).toEqual([own, 'We are putting it right']);
        expect(await livedBy(play)).toBe(before);
      });
    });

    test('no code came: one click shows where the money is', async ({ expect }) => {
      const play = await lives.noSms();
      const mail = await rig.mailOf(play, 'funds_returned');
      await withPerson(rig, { javaScriptEnabled }, async (person) => {
        const { page } = person;
        await person.read(mail);
        const before = await livedBy(play);
        await handOf(page).follow('See where your money is');
        expect(page.url()).toBe(`${rig.origin}/purchases/${play.purchaseId}`);
        expect(await heading(page)).toBe('You got your money back');
        expect(await page.locator('#money').innerText()).toMatch(/^Your €1\.49 is back since .* UTC\.$/);
        expect(await livedBy(play)).toBe(before);
      });
    });
  },
);

const WCAG = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] };
/** The rules that a change of colours alone can break. */
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };

/** What axe finds, with the elements. axe is put in from outside, which the pages' own policy forbids. */
const violationsOn = (page: Page, rules: typeof WCAG): Promise<unknown> =>
  page.evaluate(
    `axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  );

/** What is cut off, lies on something else, or makes the page scroll to the side. */
const SPILLED = `(() => {
  const shown = [...document.querySelectorAll('body *')].filter((each) =>
    !each.closest('.unseen, .skip, select') && getComputedStyle(each).display !== 'inline');
  const named = (each) => each.tagName + ' ' + each.textContent.trim().slice(0, 40);
  const cut = shown.filter((each) => each.tagName !== 'TEXTAREA' && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0);
  const lies = shown.filter((each) => {
    const next = each.nextElementSibling;
    if (!next || !shown.includes(next)) return false;
    const [a, b] = [each.getBoundingClientRect(), next.getBoundingClientRect()];
    return a.height > 0 && b.height > 0 && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  });
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  return [...wide, ...cut.map(named), ...lies.map(named)];
})()`;

/** Looks at a page, light and dark, narrow and wide, and with its text twice as large. */
async function faultsOf(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  await page.evaluate(axe.source);
  for (const [colorScheme, width, rules] of [
    ['light', 320, WCAG],
    ['dark', 1280, COLOURS],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    found.push(await violationsOn(page, rules), await page.evaluate(SPILLED));
  }
  await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
  found.push(await page.evaluate(SPILLED));
  await page.setViewportSize({ width: 640, height: 800 });
  found.push(await page.evaluate(SPILLED));
  return found.flat();
}

/** Long, because axe is slow on a machine that is busy. */
const LOOKS_TIMEOUT_MS = 600_000;

describe.concurrent('to look at', { timeout: LOOKS_TIMEOUT_MS }, () => {
  const shares = [0, 1, 2, 3] as const;
  /** What is wrong with these pages, one after the other, as one person sees them whose browser has this language. */
  async function faultsOn(looks: readonly Look[], of: Lives, locale: string): Promise<unknown[]> {
    const person = await personAt(rig, { bypassCSP: true, locale });
    const { page } = person;
    const plays = new Map<keyof Lives, Play>();
    const found: unknown[] = [];
    for (const { name, life, path = '', reach } of looks) {
      const play = life && (plays.get(life) ?? (await of[life]()));
      if (life !== undefined && play !== undefined && !plays.has(life)) {
        plays.set(life, play);
        await page.goto(await rig.linkOf(play));
      }
      await page.goto(`${rig.origin}${play === undefined ? '' : `/purchases/${play.purchaseId}`}${path}`);
      await reach?.(page, play);
      const faults = await faultsOf(page);
      if (faults.length > 0) found.push({ name, faults });
    }
    await person.context.close();
    return [...found, ...person.faults];
  }

  test.for(shares)(
    'axe finds nothing, and nothing is cut off or overlaps (share %d)',
    async (share, { expect }) => {
      // The pages of one purchase are in one share.
      const lived = [...new Set(LOOKS.map(({ life }) => life))];
      const looks = LOOKS.filter(({ life }) => lived.indexOf(life) % shares.length === share);
      expect(await faultsOn(looks, lives, 'en-GB')).toEqual([]);
    },
  );

  test('the same holds for German pages, whose words are longer', async ({ expect }) => {
    expect(await faultsOn(GERMAN_LOOKS, germanLives, 'de-AT')).toEqual([]);
  });

  test('the same holds for what is shown when something of ours is broken', async ({ expect }) => {
    const person = await personAt(rig, { bypassCSP: true });
    const { page, context } = person;
    const broken = [...Object.entries(brokenIn('en')), ['broken-german', brokenIn('de')['broken']] as const];
    for (const [name, html] of broken) {
      const address = `${rig.origin}/shown/${name}`;
      const body = String(await html);
      await context.route(address, (route) =>
        route.fulfill({ body, contentType: 'text/html; charset=utf-8' }),
      );
      await page.goto(address);
      expect({ name, faults: await faultsOf(page) }).toEqual({ name, faults: [] });
    }
    await context.close();
  });

  test('the same holds for each mail, whose one link leads to our pages', async ({ expect }) => {
    const person = await personAt(rig, { bypassCSP: true });
    // One wording of each template: the others have the same parts.
    const templates = new Map(SAMPLES.map((sample) => [sample.content.template, sample]));
    for (const { name, content } of templates.values()) {
      await person.read(renderMail(sampleMail(content), (id, to) => `${rig.origin}/purchases/${id}/${to}`));
      expect({ name, faults: await faultsOf(person.page) }).toEqual({ name, faults: [] });
    }
    await person.context.close();
  });
});

describe('a script has no words of its own', () => {
  test.for([
    { of: 'English', left: /^1[89] minutes left\.$/, over: 'This time is over: load the page again.' },
    { of: 'German', left: /^Noch 1[89] Minuten\.$/, over: 'Diese Zeit ist vorbei: Laden Sie die Seite neu.' },
  ])('the time that is left is counted down in $of', async ({ of, left, over }, { expect }) => {
    const play = await (of === 'German' ? germanLives : lives).waiting();
    await withPerson(rig, {}, async ({ page }) => {
      await page.clock.install();
      await page.goto(await rig.linkOf(play));
      const words = (): Promise<string> => page.locator('.left').innerText();
      // The page rounds, the script cuts off, and a busy machine takes some of the time.
      await page.clock.runFor(45_000);
      expect(await words()).toMatch(left);
      await page.clock.runFor(20 * 60_000);
      expect(await words()).toBe(over);
    });
  });

  test('the last half minute before a deadline is still counted, and what is over is said once it is', async ({
    expect,
  }) => {
    const play = await lives.waiting();
    const { nextDeadline } = await play.status();
    await withPerson(rig, {}, async ({ page }) => {
      await page.clock.install();
      await page.goto(await rig.linkOf(play));
      const left = page.locator('.left');
      const leftMs = Number(await left.getAttribute('data-left-ms'));
      expect(await page.locator('section.next time').getAttribute('datetime')).toBe(nextDeadline?.at);
      expect(leftMs).toBeGreaterThan(18 * 60_000);
      expect(leftMs).toBeLessThanOrEqual(20 * 60_000);
      // The script looks at the clock every half minute.
      const ticks = Math.floor((leftMs - 1) / 30_000);
      await page.clock.runFor(ticks * 30_000);
      expect(await left.innerText()).toBe('less than a minute left.');
      await page.clock.runFor(30_000);
      expect(await left.innerText()).toBe('This time is over: load the page again.');
      // Nothing is sent or loaded by that.
    });
  });

  test('a picture on its way is said to be, and its button is busy, until the answer is there', async ({
    expect,
  }) => {
    const play = await lives.needsEvidence();
    await withPerson(rig, {}, async ({ page }) => {
      await page.goto(`${await rig.linkOf(play)}/evidence`);
      // While an answer is awaited the browser can be asked nothing, so the page tells what it shows.
      const told: unknown[] = [];
      await page.exposeFunction('tell', (status: string, busy: string | null) => told.push([status, busy]));
      await page.evaluate(`(() => {
      const form = document.querySelector('form[data-upload]');
      const look = () =>
        tell(form.querySelector('[role=status]').textContent, form.querySelector('button').getAttribute('aria-busy'));
      new MutationObserver(look).observe(form, { subtree: true, childList: true, attributes: true });
    })()`);
      let letGo: (() => void) | undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      await page.route('**/evidence', async (route) => {
        if (route.request().method() === 'POST') await held;
        await route.continue();
      });
      await page.getByLabel('Choose a picture', { exact: true }).setInputFiles(SCREENSHOT);
      const upload = page.getByRole('button', { name: 'Upload this picture', exact: true });
      const status = page.getByRole('status');
      expect([await status.innerText(), await upload.getAttribute('aria-busy')]).toEqual(['', null]);
      await upload.click({ noWaitAfter: true });
      await expect
        .poll(() => told, { timeout: 30_000 })
        .toEqual([['Your picture is being sent. This can take a minute.', 'true']]);
      letGo?.();
      await page.getByRole('img', { name: 'Picture 1', exact: true }).waitFor();
      expect([await status.innerText(), await upload.getAttribute('aria-busy')]).toEqual(['', null]);
    });
  });

  test('without one the same words are there, the time that is left among them', async ({ expect }) => {
    const play = await lives.needsEvidence();
    const link = await rig.linkOf(play);
    /** What is read and what can be done on a page. How long is left changes from one look to the next. */
    const look = (path: string, javaScriptEnabled: boolean): Promise<unknown> =>
      withPerson(rig, { javaScriptEnabled }, async ({ page }) => {
        await page.goto(`${link}${path}`);
        const left = await page.locator('.left').allInnerTexts();
        for (const each of left) expect(each).toMatch(/^\d+ \w+(?: and \d+ \w+)? left\.$/);
        const read = (await page.getByRole('main').innerText())
          .replace(left[0] ?? '\n', '')
          .replaceAll(/\s+/g, ' ');
        const acts = await page
          .getByRole('main')
          .locator('a, button, input:not([type=hidden]), textarea')
          .evaluateAll((all) => all.map((each) => each.outerHTML));
        return { isCounted: left.length, read, acts };
      });
    for (const path of ['', '/evidence', '/withdrawal']) {
      expect([path, await look(path, false)]).toEqual([path, await look(path, true)]);
    }
  });

  test('a picture that is not chosen, or is too large, is told in German before it is sent', async ({
    expect,
  }) => {
    const play = await germanLives.needsEvidence();
    await withPerson(rig, {}, async ({ page }) => {
      await page.goto(`${await rig.linkOf(play)}/evidence`);
      const upload = (): Promise<void> => page.getByRole('button', { name: 'Dieses Bild hochladen' }).click();
      await upload();
      expect(await page.getByRole('status').innerText()).toBe('Wählen Sie zuerst ein Bild.');
      const large = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.alloc(10_000_001) };
      await page.locator('input[type=file]').setInputFiles(large);
      await upload();
      expect(await page.getByRole('status').innerText()).toBe(
        'Dieses Bild ist größer als 10 MB: Wählen Sie eine kleinere Kopie davon, oder einen Screenshot.',
      );
    });
  });
});
