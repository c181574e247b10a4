import process from 'node:process';
import { formatProblems, readConfig } from '../config/config.ts';
import { databaseTrouble, isKnownTrouble } from '../ledger/database-trouble.ts';
import { codeOf } from '../ledger/ledger-unavailable.ts';
import { migrate } from '../ledger/migrations/migrate.ts';
import { openPostgres } from '../ledger/open-ledger.ts';
import { answerUsage, usageOf } from './usage.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** An index over many purchases takes its time. */
const STATEMENT_TIMEOUT_MS = 60 * 60_000;

/** `npm run migrate`: brings the ledger of DATABASE_URL up to this version. */
async function main(): Promise<void> {
  const read = readConfig('migrate', process.env);
  if (!read.ok) {
    say(formatProblems('migrate', read.problems));
    process.exitCode = 1;
    return;
  }
  const ledger = openPostgres(read.config.databaseUrl, { statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  try {
    const done = await migrate(ledger);
    for (const name of done) process.stdout.write(`${name}\n`);
    process.stdout.write(
      done.length === 0 ? 'The ledger is up to date.\n' : 'The ledger is up to date now.\n',
    );
  } catch (error) {
    const code = codeOf(error);
    const known = isKnownTrouble(error);
    if (code === undefined && !known) throw error;
    if (known) say(databaseTrouble(error));
    else say(`The ledger cannot be migrated (${code}): ${error instanceof Error ? error.message : ''}`);
    process.exitCode = 1;
  } finally {
    await ledger.destroy();
  }
}

answerUsage(
  usageOf('migrate', {
    command: 'npm run migrate',
    what: 'Brings the ledger of DATABASE_URL up to this version, says what it did, and ends.',
  }),
);

await main();
