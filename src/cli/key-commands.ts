import { Option, type Command } from 'commander';
import { API_ROLES, isCaller, type ApiRole } from '../contract/api-role.ts';
import { readApiKeys } from '../ledger/read/api-keys.ts';
import type { Ledger } from '../ledger/tables.ts';
import { createKey, revokeKey, rotateKey, type IssuedKey } from '../operations/api-keys.ts';
import { DAY_MS } from '../policy/duration.ts';
import { durationFrom } from './duration-argument.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';

interface KeyIo {
  out: (line: string) => void;
  err: (line: string) => void;
  fail: () => void;
}

interface Expiry {
  expiresIn?: number;
  json?: true;
}

/** The commands that issue and end keys of the HTTP API. A key is shown once, when it is issued. */
export function addKeyCommands(
  program: Command,
  { out, err, fail }: KeyIo,
  withLedger: <T>(use: (ledger: Ledger) => Promise<T>) => Promise<T>,
): void {
  const key = program.command('key').description('keys of the HTTP API');
  const expiresAt = ({ expiresIn }: Expiry, now: Date): Date | undefined =>
    expiresIn === undefined ? undefined : new Date(now.getTime() + expiresIn);
  const show = (issued: IssuedKey, caller: string, { json }: Expiry): void => {
    if (json) return out(printableJson({ ...issued, caller }));
    out(issued.token);
    err(`This key of ${caller} (${issued.role}) is not shown again. Its id is ${issued.keyId}.`);
  };

  key
    .command('create')
    .description('issues a key; only its holder and this terminal ever see it')
    .argument('<caller>', 'who uses it: what the key does is on record under this name')
    .addOption(new Option('--role <role>', 'what it may do').choices(API_ROLES).makeOptionMandatory())
    .option('--expires-in <duration>', 'e.g. 90d; without it the key does not expire', durationFrom)
    .option('--json', 'as JSON')
    .action(async (caller: string, options: Expiry & { role: ApiRole }) => {
      const now = new Date();
      if (!isCaller(caller)) throw new NotPossible(CALLER_WANTED);
      show(
        await withLedger((ledger) =>
          createKey(ledger, { caller, role: options.role, expiresAt: expiresAt(options, now) }, now),
        ),
        caller,
        options,
      );
    });

  key
    .command('rotate')
    .description('issues a new key of the same role; the others of the caller end a while later')
    .argument('<caller>', 'whose key')
    .option('--overlap <duration>', 'for how long the others still work', durationFrom, DAY_MS)
    .option('--expires-in <duration>', 'e.g. 90d; without it the key does not expire', durationFrom)
    .option('--json', 'as JSON')
    .action(async (caller: string, options: Expiry & { overlap: number }) => {
      const now = new Date();
      const othersEndAt = new Date(now.getTime() + options.overlap);
      const issued = await withLedger((ledger) =>
        rotateKey(ledger, { caller, othersEndAt, expiresAt: expiresAt(options, now) }, now),
      );
      if (issued === undefined) throw new NotPossible(`There is no key of ${caller}: create one.`);
      show(issued, caller, options);
      if (!options.json) err(`The others end at ${othersEndAt.toISOString()}.`);
    });

  key
    .command('revoke')
    .description('ends a key; it opens nothing some seconds later')
    .argument('<keyId>', 'as key list shows it')
    .action(async (keyId: string) => {
      const revoked = await withLedger((ledger) => revokeKey(ledger, keyId, new Date()));
      if (revoked) return out(`${keyId} is revoked`);
      err(`There is no key ${keyId}.`);
      fail();
    });

  key
    .command('list')
    .description('all keys, with their last use')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const keys = await withLedger(readApiKeys);
      if (json) return out(printableJson(keys));
      for (const { keyId, caller, role, expiresAt: ends, lastUsedAt } of keys) {
        out(
          [keyId, caller, role, `ends ${ends ?? 'never'}`, `last used ${lastUsedAt ?? 'never'}`].join('  '),
        );
      }
    });
}

const CALLER_WANTED =
  'The caller must be a name of 1 to 64 of the characters A-Z a-z 0-9 . _ -, and begin with a letter or a digit.';
