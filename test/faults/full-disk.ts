import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { unprivilegedUser } from '../../dev/postgres/unprivileged-user.ts';
import type { Postgres } from '../../dev/postgres/start-postgres.ts';

/** No file may grow beyond: a little more than a segment of PostgreSQL's own log, which is made as a whole. */
const MOST_BYTES = 17 * 2 ** 20;
/** More rows than fit in. */
const TOO_MANY = 20_000;
/** Each smaller than any row of ours, so that where they do not fit in nothing of ours does. */
const MOST_CRUMBS = 10_000;

const TABLES = ['timeline', 'remedies', 'mails'] as const;
type Table = (typeof TABLES)[number];

/** One row for each of `numbers`, of about `width` bytes. */
const rows: Record<Table, (numbers: string, width: number) => string> = {
  timeline: (numbers, width) => `
    insert into ledger.timeline (purchase_id, source, n, at, event, actor, visibility)
    select 'filler', 'ledger', n, now(), repeat('x', ${width}), 'x', 'internal' from ${numbers} as n`,
  remedies: (numbers, width) => `
    insert into ledger.remedies (original_purchase_id, depth, purchase_id, kind, key, given)
    select 'filler' || n, 0, 'filler' || n, 'replacement', 'filler' || n || repeat('x', ${width}), false
    from ${numbers} as n`,
  mails: (numbers, width) => `
    insert into ledger.mails (message_id, purchase_id, template, n, status, attempts, subject, first_tried_at, last_tried_at)
    select 'filler' || n, 'filler', 'x', n, 'given_up', 0, repeat('x', ${width}), now(), now()
    from ${numbers} as n`,
};

/**
 * A disk that has no room for what the ledger appends: the operating system limits the size of a file, which needs no
 * rights, and the tables are filled up to it. What was there can be read, and changed as far as its page has room.
 */
export async function fillDisk(postgres: Postgres): Promise<void> {
  await limitFiles(postgres, String(MOST_BYTES));
  await onNewConnections(postgres, async (ledger) => {
    await sql`
      insert into ledger.purchases
        (purchase_id, original_purchase_id, depth, customer_id, email, activation_id, phone_number, service, country,
         price_amount, price_currency, purchased_at, policy_version, sms_deadline, claim_deadline, stage,
         needs_attention, allowed_actions, opened_at, history_length, as_of, revision, recorded_at)
      select 'filler', 'filler', 0, 'x', 'x', 'x', 'x', 'x', 'x', 1, 'EUR', now(), 'x', now(), now(), 'closed',
        '[]', '[]', now(), 1, now(), 1, now()`.execute(ledger);
    for (const table of TABLES) {
      // What was taken back keeps its room until then.
      await sql.raw(`alter table ledger.${table} set (autovacuum_enabled = false)`).execute(ledger);
      if (await fits(ledger, rows[table](`generate_series(${MOST_CRUMBS + 1}, ${TOO_MANY})`, 1_900)))
        throw new Error(`the table ${table} does not become full`);
      for (let n = 1; await fits(ledger, rows[table](`generate_series(${n}, ${n})`, 1)); n += 1) {
        if (n === MOST_CRUMBS) throw new Error(`the table ${table} does not become full`);
      }
    }
  });
}

/** Room again, and nothing left of what filled it. */
export async function emptyDisk(postgres: Postgres): Promise<void> {
  await limitFiles(postgres, 'unlimited');
  await onNewConnections(postgres, async (ledger) => {
    for (const table of TABLES) {
      await sql.raw(`delete from ledger.${table} where purchase_id like 'filler%'`).execute(ledger);
      await sql.raw(`alter table ledger.${table} reset (autovacuum_enabled)`).execute(ledger);
    }
    await sql`delete from ledger.purchases where purchase_id = 'filler'`.execute(ledger);
  });
}

const fits = (ledger: Ledger, statement: string): Promise<boolean> =>
  sql
    .raw(statement)
    .execute(ledger)
    .then(
      () => true,
      () => false,
    );

/** The limit of the first process is that of the ones it starts from now on. */
async function limitFiles(postgres: Postgres, most: string): Promise<void> {
  const [first] = await postgres.pids();
  // The soft limit, which everybody may change of their own processes.
  await promisify(execFile)(
    'prlimit',
    ['--pid', String(first), `--fsize=${most}:`],
    await unprivilegedUser(),
  );
}

/** Ends all connections that are there: the limit is that of the ones that come. */
async function onNewConnections(postgres: Postgres, act: (ledger: Ledger) => Promise<void>): Promise<void> {
  // To fill tables and to empty them again takes a busy machine longer than a purchase would wait.
  const ledger = openPostgres(postgres.url, { statementTimeoutMs: 120_000 });
  try {
    await sql`
      select pg_terminate_backend(pid, 10000) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`.execute(ledger);
    await act(ledger);
  } finally {
    await ledger.destroy();
  }
}
