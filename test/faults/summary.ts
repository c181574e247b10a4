import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one file of the suite did. */
export interface FaultNumbers {
  /** Purchases whose end was compared with the shop's data, replacements included. */
  purchases: number;
  /** Calls and mails at which the worker was killed, before or after. */
  killPoints?: number;
  /** Writes of the ledger at which the worker was killed, before or after it heard that they were done. */
  writePoints?: number;
  workersKilled?: number;
  serversKilled?: number;
  /** Processes of the HTTP API that were killed. */
  apisKilled?: number;
  /** Times that the database was stopped, killed or frozen. */
  databasesStruck?: number;
  seed?: number;
}

/** Leaves the numbers of one file in the folder of the run. */
export function leaveNumbers(folder: string, file: string, numbers: FaultNumbers): void {
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(numbers));
}

/** One line a file and the sum, at the end of the run. */
export function printSummary(folder: string): void {
  const counted = [
    'purchases',
    'killPoints',
    'writePoints',
    'workersKilled',
    'serversKilled',
    'apisKilled',
    'databasesStruck',
  ] as const;
  const sum: FaultNumbers = { purchases: 0 };
  const say = (name: string, numbers: FaultNumbers): void => {
    const words = Object.entries(numbers).map(([what, n]) => `${what} ${n}`);
    process.stdout.write(`faults ${name}: ${words.join(', ')}\n`);
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const numbers = JSON.parse(readFileSync(join(folder, file), 'utf8')) as FaultNumbers;
    say(file.replace('.json', ''), numbers);
    for (const what of counted) sum[what] = (sum[what] ?? 0) + (numbers[what] ?? 0);
  }
  say('in all', sum);
}
