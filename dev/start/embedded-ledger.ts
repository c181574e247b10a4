import { join, resolve } from 'node:path';
import { makeOwnFolder } from '../server/own-folder.ts';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { takeLock } from '../server/lock-file.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { openFolder } from './unreadable-ledger.ts';

export interface EmbeddedLedger {
  ledger: Ledger;
  /** Closes it and gives the folder back. */
  stop(): Promise<void>;
}

/**
 * The ledger of a data folder, brought up to this version. One process at a time has it: nothing else would keep two
 * from writing over each other. Throws `NotPossible` if another one has it, or if it cannot be opened.
 */
export async function startEmbeddedLedger(dataDir: string): Promise<EmbeddedLedger> {
  const folder = resolve(dataDir, 'ledger');
  makeOwnFolder(folder);
  const answer = takeLock(join(folder, 'ledger.lock'));
  if (!answer.held) {
    throw new NotPossible(
      `The ledger in ${folder} is held by process ${answer.holder.pid}: stop that one, set DATA_DIR to another ` +
        'folder, or set DATABASE_URL to the address of a PostgreSQL, which serves many processes.',
    );
  }
  const { lock } = answer;
  try {
    const ledger = await openFolder(join(folder, 'database'));
    const stop = (): Promise<void> => ledger.destroy().finally(() => lock.release());
    try {
      await migrate(ledger);
    } catch (error) {
      await ledger.destroy();
      throw error;
    }
    return { ledger, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}
