import { afterAll, describe, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { startPostgres } from '../../dev/postgres/start-postgres.ts';
import { expectAllClosed, expectAgreement } from './expect-agreement.ts';
import { databaseStriker, type DatabaseStrike } from './database-striker.ts';
import { driveToTheEnd } from './drive-to-the-end.ts';
import { faultRig } from './fault-rig.ts';
import { emptyDisk, fillDisk } from './full-disk.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { MONEY_PATHS } from './money-paths.ts';
import { performPath } from './perform-path.ts';
import { slots } from './slots.ts';
import { leaveNumbers } from './summary.ts';
import { unharmed } from './wire.ts';

const UNDER_WAY = 24;
/** In the middle of some 300 writes. */
const EVERY_WRITES = 40;
const STRIKES: readonly DatabaseStrike[] = ['SIGKILL', 'SIGINT', 'SIGKILL', 'SIGINT', 'SIGKILL', 'SIGINT'];
/** A call that waits for a database that hangs gives up after 7.5 s, and comes again. */
const PATIENCE_MS = 300_000;
const NO_SMS_MS = 21 * MINUTE_MS;
const PRICE = { amount: 149, currency: 'EUR' };
const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it three times.',
} as const;

// One of its own: the other files need theirs.
const postgres = await startPostgres({ env: process.env });
const rig = await faultRig({ databaseUrl: postgres.url });
let databasesStruck = 0;

afterAll(async () => {
  await rig.stop();
  await postgres.stop();
});

describe('the database is struck in the middle of writes, and started again', () => {
  const underWay = slots(UNDER_WAY);
  const striker = databaseStriker(rig, postgres, { everyWrites: EVERY_WRITES, strikes: STRIKES });

  test.concurrent.each([...JOURNEYS, ...MONEY_PATHS])(
    '$name ends as it says, to the cent and to the mail',
    async (path) => {
      const { emails, ...end } = await underWay(() => performPath(rig, path, `struck-${path.name}`));
      const { emails: expectedEmails, ...expected } = path.expected;
      expect(end).toEqual(expected);
      // Ten minutes of a purchase's own time without a database: then the customer is told of a delay, which is so.
      const delayed = expectedEmails.includes('refund_delayed');
      expect(emails.filter((mail) => delayed || mail !== 'refund_delayed')).toEqual(expectedEmails);
    },
  );

  test('it was struck as often as was meant', async () => {
    await striker.settled();
    expect(striker.strikes()).toBe(STRIKES.length);
    databasesStruck += striker.strikes();
    rig.calm = () => Promise.resolve();
    rig.database.passage = unharmed;
  });
});

/** What a database can do to us for long. */
const TROUBLES: { name: string; begin: () => Promise<void>; end: () => Promise<void> }[] = [
  {
    name: 'away',
    begin: () => postgres.halt('SIGINT'),
    end: () => postgres.resume(),
  },
  {
    name: 'frozen',
    begin: () => signalAll('SIGSTOP'),
    end: () => signalAll('SIGCONT'),
  },
  {
    name: 'full',
    begin: () => fillDisk(postgres),
    end: () => emptyDisk(postgres),
  },
];

async function signalAll(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const pid of await postgres.pids()) process.kill(pid, signal);
}

const statusOf = async (play: Play): Promise<[string, string | undefined]> => {
  const { stage, result } = await play.status();
  return [stage, result?.outcome];
};

describe.each(TROUBLES)('a database that is $name for long', ({ name, begin, end }) => {
  test('purchases go on, their deadlines are carried out, money waits; then all is made up for, once', async () => {
    // Without the patience of the other paths: what cannot be put on record is not waited for.
    const open = (purchaseId: string): Promise<Play> =>
      openPlay(rig, { purchaseId: `${name}-${purchaseId}` }, { timeoutMs: PATIENCE_MS });
    const used = async (play: Play): Promise<Play> => {
      await play.sms();
      await play.completed();
      return play;
    };
    const unused = await open('no-sms');
    const satisfied = await used(await open('satisfied'));
    const defective = await used(await open('defective'));
    const replaced = await used(await open('replaced'));
    const sent = rig.sandbox.inbox.messages().length;

    let late: Play;
    await begin();
    try {
      [late] = await Promise.all([
        open('late'),
        unused.pass(NO_SMS_MS),
        satisfied.pass(5 * DAY_MS + MINUTE_MS),
        defective.customer('submitClaim', DEFECT),
        replaced
          .customer('submitClaim', DEFECT)
          .then(() => replaced.support('reportRemediation', { outcome: 'not_possible', summary: 'Dead.' }))
          .then(() => replaced.customer('chooseRemedy', { remedy: 'replacement' })),
      ]);
      expect(await statusOf(unused)).toEqual(['returning_funds', undefined]);
      expect(await statusOf(satisfied)).toEqual(['closed', 'fulfilled']);
      expect(await statusOf(defective)).toEqual(['in_remediation', undefined]);
      expect(await statusOf(replaced)).toEqual(['replacing', undefined]);
      expect(await statusOf(late)).toEqual(['awaiting_sms', undefined]);
      const { shopData, inbox } = rig.sandbox;
      expect(refundsOf(rig.sandbox, unused.purchaseId)).toEqual([]);
      expect(Object.keys(shopData.replacements).filter((key) => key.includes(replaced.purchaseId))).toEqual(
        [],
      );
      expect(inbox.messages()).toHaveLength(sent);
    } finally {
      databasesStruck += 1;
      await end();
    }

    const plays = [unused, satisfied, defective, replaced, late];
    // Over the back-offs of what has failed meanwhile.
    await Promise.all(plays.map((play) => play.pass(HOUR_MS)));
    await Promise.all(plays.map(({ purchaseId }) => driveToTheEnd(rig, purchaseId)));
    const ends = await Promise.all([unused, satisfied, defective, replaced].map(statusOf));
    expect(ends.map(([, outcome]) => outcome)).toEqual(['refunded', 'fulfilled', 'refunded', 'replaced']);
    expect(refundsOf(rig.sandbox, unused.purchaseId)).toEqual([PRICE]);
  });
});

test('at the end all records agree', async () => {
  // The ledger is behind on what began while it was away, until that changes.
  const struck = [...JOURNEYS, ...MONEY_PATHS].map(({ name }) => `struck-${name}`);
  await Promise.all(struck.map((purchaseId) => driveToTheEnd(rig, purchaseId)));
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'database trouble', {
    purchases: evidence.lives.length,
    databasesStruck,
  });
  expectAllClosed(evidence);
  expectAgreement(evidence);
});
