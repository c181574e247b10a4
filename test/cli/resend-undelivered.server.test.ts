import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { RIG_MAIL_FROM } from '../../dev/rig/rig.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import { freshLedgerDatabase, type FreshDatabase } from '../databases/fresh-postgres-database.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const INSTANT = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
const matching = (pattern: string): string => expect.stringMatching(new RegExp(`^${pattern}$`)) as string;

interface Said {
  code: 0 | 1;
  out: string[];
  err: string[];
}

async function run(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(['resend-undelivered', ...argv], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: { DATA_DIR: temporaryFolder(), ...env },
  });
  return { code, out, err };
}

describe('after trouble with the mail server', () => {
  let database: FreshDatabase;
  let ledger: Ledger;
  let rig: TestRig;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    database = await freshLedgerDatabase();
    ledger = openPostgres(database.url);
    rig = await testRig({ ledger });
    env = {
      DATABASE_URL: database.url,
      SMTP_URL: rig.sandbox.smtpUrl,
      MAIL_FROM: RIG_MAIL_FROM,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: rig.namespace,
    };
  });
  afterAll(async () => {
    await rig.stop();
    await ledger.destroy();
    await database.drop();
  });

  const mailsOf = ({ purchaseId }: Play): InboxMessage[] =>
    rig.sandbox.inbox.messages().filter((message) => message.purchaseId === purchaseId);

  /** A purchase none of whose mails is taken. */
  async function outOfReach(): Promise<Play> {
    const play = await openPlay(rig);
    const recipient = play.order.customer.email;
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 550, times: 'until_cleared', recipient });
    return play;
  }

  test('it says how many mails were given up, sends them with --yes once each, and then none is left', async () => {
    const closed = await outOfReach();
    await closed.cancelled();
    const open = await outOfReach();
    await open.sms();
    await open.completed();
    await open.customer('submitClaim', {
      claimType: 'invalid_number',
      reason: 'The code never worked, although I tried it three times.',
    });
    expect((await open.status()).nextDeadline).toBeUndefined();
    const asked = ['--since', '1h', '--by', 'agent_7', '--rate', '600'];
    const howMany = matching(
      `2 mails of 2 purchases \\(1 funds_returned, 1 evidence_requested\\), given up since ${INSTANT}\\.`,
    );

    expect(await run(env, ...asked)).toEqual({
      code: 0,
      out: [howMany, 'Nothing was sent. Add --yes to send them.'],
      err: [],
    });
    expect([...mailsOf(closed), ...mailsOf(open)]).toEqual([]);

    const toOpen = `2/2 ${open.purchaseId} sends again what it has given up`;
    expect(await run(env, ...asked, '--yes')).toEqual({
      code: 1,
      out: [howMany, `1/2 ${closed.purchaseId} funds_returned refused for this address: 550 5.1.1`, toOpen],
      err: [],
    });
    await open.idle();
    expect([...mailsOf(closed), ...mailsOf(open)]).toEqual([]);
    expect((await open.status()).nextDeadline).toBeUndefined();

    rig.sandbox.inbox.clearFaults();
    expect(await run(env, ...asked, '--yes')).toEqual({
      code: 0,
      out: [howMany, `1/2 ${closed.purchaseId} funds_returned sent`, toOpen],
      err: [],
    });
    await open.idle();
    expect(mailsOf(closed).map(({ template, to }) => [template, to])).toEqual([
      ['funds_returned', closed.order.customer.email],
    ]);
    expect(mailsOf(open).map(({ template, to }) => [template, to])).toEqual([
      ['evidence_requested', open.order.customer.email],
    ]);
    // The clock that waited for the notice runs.
    const after = await open.status();
    expect(after.nextDeadline).toMatchObject({ kind: 'evidence' });
    expect(after.needsAttention).toEqual([]);

    for (const more of [[], ['--yes']]) {
      expect(await run(env, ...asked, ...more)).toEqual({
        code: 0,
        out: [matching(`No mail was given up since ${INSTANT}\\.`)],
        err: [],
      });
    }
    expect([...mailsOf(closed), ...mailsOf(open)]).toHaveLength(2);
    const resent = await ledger
      .selectFrom('mails')
      .select(['template', 'resent_by'])
      .where('resend_of', 'is not', null)
      .where('status', '=', 'accepted')
      .execute();
    expect(resent).toEqual([{ template: 'funds_returned', resent_by: 'agent_7' }]);
  });

  test('what was given up before --since is left alone', async () => {
    const play = await outOfReach();
    await play.cancelled();
    rig.sandbox.inbox.clearFaults();
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await run(env, '--since', later, '--by', 'agent_7', '--yes')).toEqual({
      code: 0,
      out: [`No mail was given up since ${later}.`],
      err: [],
    });
    expect(mailsOf(play)).toEqual([]);
  });

  test('without a mail server or Temporal at hand it says what to set, and sends nothing', async () => {
    const play = await outOfReach();
    await play.cancelled();
    rig.sandbox.inbox.clearFaults();
    const asked = ['--since', '1h', '--by', 'agent_7', '--yes'];
    const { SMTP_URL: _, ...noMailServer } = env;
    expect(await run(noMailServer, ...asked)).toMatchObject({
      code: 1,
      err: ['To send a mail again, set SMTP_URL and MAIL_FROM.'],
    });
    const open = await outOfReach();
    await open.sms();
    await open.completed();
    await open.refused(
      'submitClaim',
      { claimType: 'non_receipt', reason: 'The code never worked, although I tried it three times.' },
      'fulfilled',
    );
    rig.sandbox.inbox.clearFaults();
    const { TEMPORAL_ADDRESS: __, ...noTemporal } = env;
    expect(await run(noTemporal, ...asked)).toMatchObject({
      code: 1,
      err: ['No service runs on this data: start it with `npm start`, or set TEMPORAL_ADDRESS.'],
    });
    expect([...mailsOf(play), ...mailsOf(open)]).toEqual([]);
  });
});

describe('what it does not take is one line, and nothing is looked for', () => {
  const since = ['--since', '36h'];
  const by = ['--by', 'agent_7'];
  const notSince = (text: string): string =>
    `--since: "${text}" is neither a time ago nor an instant: write it like 36h or 2026-03-01T10:00:00Z.`;
  const notRate = (text: string): string =>
    `error: option '--rate <n>' argument '${text}' is invalid. Write a whole number from 1 to 600.`;

  test.each([
    { argv: [...by, '--since', 'yesterday'], line: notSince('yesterday') },
    { argv: [...by, '--since', '0h'], line: notSince('0h') },
    { argv: [...by, '--since', '2026-02-30T10:00:00Z'], line: notSince('2026-02-30T10:00:00Z') },
    { argv: [...by, '--since', '2026-03-01T10:00:00'], line: notSince('2026-03-01T10:00:00') },
    { argv: [...since, ...by, '--rate', '0'], line: notRate('0') },
    { argv: [...since, ...by, '--rate', '601'], line: notRate('601') },
    { argv: [...since, ...by, '--rate', '1.5'], line: notRate('1.5') },
    { argv: [...since, ...by, '--rate', 'slow'], line: notRate('slow') },
    { argv: since, line: "error: required option '--by <id>' not specified" },
    { argv: by, line: "error: required option '--since <when>' not specified" },
    {
      argv: [...since, ...by],
      line: 'No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.',
    },
  ])('$argv', async ({ argv, line }) => {
    expect(await run({}, ...argv)).toEqual({ code: 1, out: [], err: [line] });
  });
});
