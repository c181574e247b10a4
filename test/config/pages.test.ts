import { describe, expect, test } from 'vitest';
import { formatProblems, readConfig, type Part } from '../../src/config/config.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
const URL_WANTED =
  'the address under which customers reach the pages, https and without a path, e.g. https://returns.example.com';
const SECRET_WANTED = 'the base64 of 32 to 64 random bytes, from which the links of customers are made';
const DAYS_WANTED = 'for how many days after its purchase has closed evidence is kept, from 1 to 3650';

const api = { DATABASE_URL: 'postgres://returns:secret@127.0.0.1:5432/returns' };
const pages = { ...api, PUBLIC_URL: 'https://returns.example.com', LINK_SECRET: SECRET };
const everything = {
  ...pages,
  ORDER_SERVICE_URL: 'https://shop.example.com',
  ORDER_SERVICE_TOKEN: 't0ken',
  SMTP_URL: 'smtp://mail.example.com',
  MAIL_FROM: 'returns@example.com',
};

const problemsOf = (part: Part, env: NodeJS.ProcessEnv) => {
  const read = readConfig(part, env);
  return read.ok ? [] : read.problems;
};

/** What the start prints of one variable. */
const saidOf = (env: NodeJS.ProcessEnv): string[] =>
  formatProblems('api', problemsOf('api', env)).split('\n').slice(1);

describe('where customers reach the pages', () => {
  test.each(['worker', 'api', 'reconcile', 'start', 'cli'] as const)(
    '%s, which makes links or opens them, takes address and secret',
    (part) => {
      const read = readConfig(part, everything);
      expect(read.ok && 'publicUrl' in read.config && read.config.publicUrl).toBe(
        'https://returns.example.com',
      );
      expect(read.ok && 'linkSecret' in read.config && read.config.linkSecret).toEqual(Buffer.alloc(32, 7));
    },
  );

  test.each([
    ['https://returns.example.com', 'https://returns.example.com'],
    ['https://returns.example.com/', 'https://returns.example.com'],
    ['https://RETURNS.example.com:443', 'https://returns.example.com'],
    ['https://returns.example.com:8443', 'https://returns.example.com:8443'],
    ['http://127.0.0.1:4401', 'http://127.0.0.1:4401'],
    ['http://localhost:4401/', 'http://localhost:4401'],
    ['http://[::1]:4401', 'http://[::1]:4401'],
  ])('%s is used as %s', (given, used) => {
    const read = readConfig('api', { ...pages, PUBLIC_URL: given });
    expect(read.ok && read.config.publicUrl).toBe(used);
  });

  test.each([
    ['http to another host', 'http://returns.example.com'],
    ['http to a host that begins like this machine', 'http://127.0.0.1.example.com'],
    ['http to another machine of the same network', 'http://10.0.0.7:4401'],
    ['a path', 'https://example.com/returns'],
    ['a path with a slash at its end', 'https://example.com/returns/'],
    ['a query', 'https://returns.example.com?shop=1'],
    ['an empty query', 'https://returns.example.com/?'],
    ['a fragment', 'https://returns.example.com#pages'],
    ['a user', 'https://user@returns.example.com'],
    ['a user and a password', 'https://user:secret@returns.example.com'],
    ['no scheme', 'returns.example.com'],
    ['another scheme', 'ftp://returns.example.com'],
    ['a script', 'javascript:alert(1)'],
    ['no host', 'https://'],
    ['words', 'our site'],
  ])('%s is refused at the start, by name and with what would be right', (_what, value) => {
    expect(saidOf({ ...pages, PUBLIC_URL: value })).toEqual([`  PUBLIC_URL must be ${URL_WANTED}`]);
    expect(JSON.stringify(problemsOf('worker', { ...everything, PUBLIC_URL: value }))).not.toContain(
      'secret@',
    );
  });

  test('plain http is not to be had by ALLOW_PLAINTEXT: a link opens a purchase', () => {
    const env = { ...pages, PUBLIC_URL: 'http://returns.example.com', ALLOW_PLAINTEXT: 'orders,smtp' };
    expect(saidOf(env)).toEqual([`  PUBLIC_URL must be ${URL_WANTED}`]);
  });
});

describe('the secret of links', () => {
  test.each([
    ['32 bytes', Buffer.alloc(32, 1)],
    ['64 bytes', Buffer.alloc(64, 1)],
  ])('of %s is taken', (_what, bytes) =>
    expect(problemsOf('api', { ...pages, LINK_SECRET: bytes.toString('base64') })).toEqual([]),
  );

  test.each([
    ['too short', Buffer.alloc(31, 1).toString('base64')],
    ['too long', Buffer.alloc(65, 1).toString('base64')],
    ['no base64', 'correct horse battery staple, which is long enough'],
    ['of another alphabet', '-_'.repeat(22)],
    ['with blanks around it', ` ${SECRET}`],
    ['a path', '/run/secrets/link-secret-of-the-pages-of-customers'],
  ])('that is %s is refused at the start, without a word of it', (_what, value) => {
    const said = saidOf({ ...pages, LINK_SECRET: value });
    expect(said).toEqual([`  LINK_SECRET must be ${SECRET_WANTED}`]);
    expect(said.join('\n')).not.toContain(value.trim().slice(0, 12));
  });

  test('and the address go together: the one that is missing is named', () => {
    const { PUBLIC_URL, LINK_SECRET } = pages;
    expect(saidOf({ ...api, PUBLIC_URL })).toEqual([
      `  LINK_SECRET is missing, though PUBLIC_URL is set: set ${SECRET_WANTED}`,
    ]);
    expect(saidOf({ ...api, PUBLIC_URL, LINK_SECRET: '' })).toEqual([
      `  LINK_SECRET is missing, though PUBLIC_URL is set: set ${SECRET_WANTED}`,
    ]);
    expect(saidOf({ ...api, LINK_SECRET })).toEqual([
      `  PUBLIC_URL is missing, though LINK_SECRET is set: set ${URL_WANTED}`,
    ]);
    expect(problemsOf('api', api)).toEqual([]);
  });
});

describe('how long evidence is kept', () => {
  test.each([
    ['1', 1],
    ['180', 180],
    ['3650', 3_650],
    ['0030', 30],
  ])('%s days are %i', (given, days) => {
    const read = readConfig('api', { ...api, EVIDENCE_RETENTION_DAYS: given });
    expect(read.ok && read.config.evidenceRetentionDays).toBe(days);
  });

  test.each(['0', '-1', '3651', '99999', '1.5', '1e3', 'half a year', '30 days', ' 30', '٣٠', 'Infinity'])(
    '%j is refused at the start, by name and with what would be right',
    (value) =>
      expect(saidOf({ ...api, EVIDENCE_RETENTION_DAYS: value })).toEqual([
        `  EVIDENCE_RETENTION_DAYS must be ${DAYS_WANTED}`,
      ]),
  );
});

test('all of them are told at once', () =>
  expect(
    saidOf({ ...api, PUBLIC_URL: 'here', LINK_SECRET: 'short', EVIDENCE_RETENTION_DAYS: '0' }).map(
      (each) => each.trim().split(' ')[0],
    ),
  ).toEqual(['PUBLIC_URL', 'LINK_SECRET', 'EVIDENCE_RETENTION_DAYS']));
