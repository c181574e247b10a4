import process from 'node:process';
import { databaseTrouble, isKnownTrouble } from '../ledger/database-trouble.ts';
import { databaseCodeOf } from '../ledger/ledger-unavailable.ts';
import { migrate } from '../ledger/migrations/migrate.ts';
import { skipPlaces } from '../ledger/write/feed-places.ts';
import { openPostgres } from '../ledger/open-ledger.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { toStdout, runProgram } from './program.ts';
import { answerUsage, usageOf } from './usage.ts';
import { HOUR_MS } from '../policy/duration.ts';

/** Building an index over many purchases takes this long. */
const STATEMENT_TIMEOUT_MS = HOUR_MS;

const RESTORED = '--restored';

/** `npm run migrate`: brings the ledger of DATABASE_URL up to this version. */
async function main(): Promise<void> {
  const { databaseUrl } = configOf('migrate', process.env);
  const ledger = openPostgres(databaseUrl, { statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  try {
    const done = await migrate(ledger);
    for (const name of done) toStdout(name);
    toStdout(done.length === 0 ? 'The ledger is up to date.' : 'The ledger is up to date now.');
    if (process.argv.includes(RESTORED)) {
      toStdout(`The next event in the feed gets the place ${await skipPlaces(ledger, new Date())}.`);
    }
  } catch (error) {
    if (isKnownTrouble(error)) throw new NotPossible(databaseTrouble(error), { cause: error });
    const code = databaseCodeOf(error);
    if (code === undefined) throw error;
    const words = error instanceof Error ? error.message : '';
    throw new NotPossible(`The ledger cannot be migrated (${code}): ${words}`, { cause: error });
  } finally {
    await ledger.destroy();
  }
}

answerUsage(
  usageOf('migrate', {
    command: 'npm run migrate',
    what: 'Brings the ledger of DATABASE_URL up to this version, says what it did, and ends.',
    options: {
      [RESTORED]: 'it was put back to an older copy: no place of the feed is given out a second time',
    },
  }),
);

await runProgram(main);
