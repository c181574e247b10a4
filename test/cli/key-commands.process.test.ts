import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { readToken } from '../../src/operations/api-keys.ts';
import { keyRing } from '../../src/web/api/key-ring.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { freshLedgerDatabase, type FreshDatabase } from '../databases/fresh-postgres-database.ts';
import { runProgram, type Ended } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const TOKEN = /^iotp_[a-z2-7]{13}_[\w-]{43}\n$/;

interface ShownKey {
  keyId: string;
  token: string;
  role: string;
  caller: string;
  expiresAt?: string;
  othersEndAt?: string;
}

describe('the keys of the HTTP API on the command line', () => {
  let database: FreshDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await freshLedgerDatabase();
    ledger = openPostgres(database.url);
  });
  afterAll(async () => {
    await ledger.destroy();
    await database.drop();
  });

  const key = (...args: string[]): Promise<Ended> =>
    runProgram('src/cli/main.ts', ['key', ...args], {
      DATA_DIR: temporaryFolder(),
      DATABASE_URL: database.url,
    });
  async function shown(...args: string[]): Promise<ShownKey> {
    const { code, stdout, stderr } = await key(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as ShownKey;
  }
  const lasts = ({ expiresAt = '' }: ShownKey, since: number): number =>
    Math.round((Date.parse(expiresAt) - since) / HOUR_MS);

  test('a new key is alone on stdout, so that it can be piped, and only its hash is in the ledger', async () => {
    const { code, stdout, stderr } = await key('create', 'shop', '--role', 'service');
    expect(code).toBe(0);
    expect(stdout).toMatch(TOKEN);
    const { keyId = '', secret = '' } = readToken(stdout.trim()) ?? {};
    expect(stderr).toBe(`This key of shop (service) is not shown again. Its id is ${keyId}.\n`);
    const rows = await ledger.selectFrom('api_keys').selectAll().where('key_id', '=', keyId).execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
    const listed = await key('list');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toContain(`${keyId}  shop  service  ends never  last used never`);
    expect(listed.stdout).not.toContain(secret);
  });

  test('a caller has one role: a key of a second one is refused with a sentence, until the first has ended', async () => {
    const { keyId } = await shown('create', 'one-role', '--role', 'agent');
    expect(await key('create', 'one-role', '--role', 'service')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'one-role has a key of another role, and a caller has one role: take another name for this role, or revoke that key first.\n',
    });
    await key('revoke', keyId);
    expect((await shown('create', 'one-role', '--role', 'service')).role).toBe('service');
  });

  test('a rotation keeps the role and for how long the key is meant, unless asked otherwise', async () => {
    const began = Date.now();
    await shown('create', 'expiring', '--role', 'viewer', '--expires-in', '90d');
    const second = await shown('rotate', 'expiring', '--overlap', '1h');
    expect(second).toMatchObject({ caller: 'expiring', role: 'viewer' });
    expect(lasts(second, began)).toBe((90 * DAY_MS) / HOUR_MS);
    const third = await shown('rotate', 'expiring', '--expires-in', '30d');
    expect(lasts(third, began)).toBe((30 * DAY_MS) / HOUR_MS);
    const fourth = await shown('rotate', 'expiring', '--expires-in', 'never');
    expect(fourth).not.toHaveProperty('expiresAt');
    expect(await shown('rotate', 'expiring')).not.toHaveProperty('expiresAt');
  });

  test('after its last key was revoked a caller is asked for how long the next one is meant', async () => {
    const { keyId } = await shown('create', 'leaked', '--role', 'agent', '--expires-in', '90d');
    await key('revoke', keyId);
    const asked = await key('rotate', 'leaked');
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toContain('say --expires-in 90d, or --expires-in never.');
    expect((await shown('rotate', 'leaked', '--expires-in', '90d')).role).toBe('agent');
  });

  test('the key before opens until the overlap is over, and nothing afterwards', async () => {
    const first = await shown('create', 'rotating', '--role', 'agent');
    const { code, stdout, stderr } = await key('rotate', 'rotating', '--overlap', '2h');
    expect(code).toBe(0);
    expect(stdout).toMatch(TOKEN);
    const [, endsAt = ''] = /\nThe others end at (\S+)\.\n$/.exec(stderr) ?? [];
    const end = Date.parse(endsAt);
    const opens = async (token: string, at: number): Promise<boolean> =>
      (await keyRing(ledger).identify(token, at)).known;
    expect(await opens(first.token, end - 1)).toBe(true);
    expect(await opens(first.token, end)).toBe(false);
    expect(await opens(stdout.trim(), end)).toBe(true);
  });

  test('who has no key cannot rotate, and a key that is not there cannot be revoked', async () => {
    expect(await key('rotate', 'nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no key of nobody: create one.\n',
    });
    expect(await key('revoke', 'none')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no key none.\n',
    });
    const { keyId: first } = await shown('create', 'staying', '--role', 'agent');
    const { keyId: second } = await shown('create', 'staying', '--role', 'agent');
    const byName = await key('revoke', 'staying');
    expect(byName).toMatchObject({ code: 1, stdout: '' });
    const words =
      'staying is the name of a caller, and a key is revoked by its id. Its keys that have not ended: ';
    expect(byName.stderr.startsWith(words)).toBe(true);
    expect(byName.stderr.trim().slice(words.length, -1).split(', ').toSorted()).toEqual(
      [first, second].toSorted(),
    );
    expect((await key('list')).stdout).toContain(`${first}  staying  agent  ends never`);
    const { code, stdout } = await key('revoke', 'none', '--json');
    expect({ code, answer: JSON.parse(stdout) as unknown }).toEqual({
      code: 1,
      answer: { keyId: 'none', revoked: false },
    });
    const { keyId } = await shown('create', 'leaving', '--role', 'agent');
    expect(JSON.parse((await key('revoke', keyId, '--json')).stdout)).toEqual({ keyId, revoked: true });
    expect((await key('create', 'no name', '--role', 'agent')).code).toBe(1);
  });
});
