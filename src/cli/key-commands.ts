import { Option, type Command } from 'commander';
import { API_ROLES, isCaller, type ApiRole } from '../contract/api-role.ts';
import { liveApiKeys, readApiKeys } from '../ledger/read/api-keys.ts';
import type { Ledger } from '../ledger/tables.ts';
import {
  createKey,
  OtherRoleError,
  revokeKey,
  rotateKey,
  type IssuedKey,
  type Rotation,
} from '../operations/api-keys.ts';
import { DAY_MS } from '../policy/duration.ts';
import { durationFrom } from './duration-argument.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';

interface KeyIo {
  out: (line: string) => void;
  err: (line: string) => void;
  fail: () => void;
}

interface Shown {
  json?: true;
}

/** The commands that issue and end keys of the HTTP API. A key is shown once, when it is issued. */
export function addKeyCommands(
  program: Command,
  { out, err, fail }: KeyIo,
  withLedger: <T>(use: (ledger: Ledger) => Promise<T>) => Promise<T>,
): void {
  const key = program.command('key').description('keys of the HTTP API');
  const show = (issued: IssuedKey & { othersEndAt?: string }, caller: string, { json }: Shown): void => {
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
    .action(async (caller: string, options: Shown & { role: ApiRole; expiresIn?: number }) => {
      const now = new Date();
      if (!isCaller(caller)) throw new NotPossible(CALLER_WANTED);
      const expiresAt = options.expiresIn === undefined ? undefined : after(now, options.expiresIn);
      const wanted = { caller, role: options.role, expiresAt };
      show(await inOneRole(withLedger((ledger) => createKey(ledger, wanted, now))), caller, options);
    });

  key
    .command('rotate')
    .description('issues a new key of the same role; the others of the caller end a while later')
    .argument('<caller>', 'whose key')
    .option('--overlap <duration>', 'for how long the others still work', durationFrom, DAY_MS)
    .option(
      '--expires-in <duration>',
      'e.g. 90d, or never; without it the new key is for as long as the one before',
      (text: string) => (text === 'never' ? text : durationFrom(text)),
    )
    .option('--json', 'as JSON')
    .action(async (caller: string, options: Shown & { overlap: number; expiresIn?: number | 'never' }) => {
      const now = new Date();
      const { overlap, expiresIn } = options;
      const othersEndAt = after(now, overlap);
      const expiresAt = typeof expiresIn === 'number' ? after(now, expiresIn) : expiresIn;
      const rotation = await inOneRole(
        withLedger((ledger) => rotateKey(ledger, { caller, othersEndAt, expiresAt }, now)),
      );
      if (!rotation.rotated) throw new NotPossible(WHY_NOT[rotation.why](caller));
      show({ ...rotation.key, othersEndAt: othersEndAt.toISOString() }, caller, options);
      if (!options.json) err(`The others end at ${othersEndAt.toISOString()}.`);
    });

  key
    .command('revoke')
    .description('ends a key; it opens nothing some seconds later')
    .argument('<keyId>', 'as key list shows it')
    .option('--json', 'as JSON')
    .action(async (keyId: string, { json }: Shown) => {
      const now = new Date();
      const { revoked, others } = await withLedger(async (ledger) => ({
        revoked: await revokeKey(ledger, keyId, now),
        others: await openKeysOf(ledger, keyId, now),
      }));
      if (json) out(printableJson({ keyId, revoked }));
      else if (revoked) out(`${keyId} is revoked`);
      if (revoked) return;
      err(others.length === 0 ? `There is no key ${keyId}.` : idWanted(keyId, others));
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

/** The ids of the keys of a caller that have not ended, in case that its name was given for an id. */
const openKeysOf = async (ledger: Ledger, caller: string, now: Date): Promise<string[]> =>
  (await liveApiKeys(ledger, now)).filter((each) => each.caller === caller).map(({ keyId }) => keyId);

const idWanted = (caller: string, keyIds: readonly string[]): string =>
  `${caller} is the name of a caller, and a key is revoked by its id. Its keys that have not ended: ${keyIds.join(', ')}.`;

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

const WHY_NOT: Readonly<Record<(Rotation & { rotated: false })['why'], (caller: string) => string>> = {
  no_key: (caller) => `There is no key of ${caller}: create one.`,
  unknown_period: (caller) =>
    `The last key of ${caller} has ended, so for how long the new one is meant is not known: say --expires-in 90d, or --expires-in never.`,
};

/** A caller with keys of two roles is told so in a sentence. */
async function inOneRole<T>(issuing: Promise<T>): Promise<T> {
  try {
    return await issuing;
  } catch (error) {
    if (error instanceof OtherRoleError) throw new NotPossible(error.message);
    throw error;
  }
}

const CALLER_WANTED =
  'The caller must be a name of 1 to 64 of the characters A-Z a-z 0-9 . _ -, and begin with a letter or a digit.';
