import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatProblems, readConfig, type Part } from '../../src/config/config.ts';

const worker = {
  ORDER_SERVICE_URL: 'https://shop.example.com/returns',
  ORDER_SERVICE_TOKEN: 't0ken',
  SMTP_URL: 'smtp://user:secret@mail.example.com:587',
  MAIL_FROM: 'InstaOTP <returns@example.com>',
  DATABASE_URL: 'postgres://returns:secret@db.example.com:5432/returns?sslmode=verify-full',
};

const problemsOf = (part: Part, env: NodeJS.ProcessEnv) => {
  const read = readConfig(part, env);
  return read.ok ? [] : read.problems;
};

const URL_WANTED = 'an http or https address without user, query or fragment';
const TOKEN_WANTED = 'a token of printable ASCII characters without spaces';
const SMTP_WANTED = 'an address like smtp://user:password@host:587 or smtps://host';
const FROM_WANTED = 'one email address, e.g. returns@example.com or InstaOTP <returns@example.com>';
const DATABASE_WANTED = 'the address of a PostgreSQL, e.g. postgres://user:password@host:5432/database';
const REPLY_WANTED = 'one email address, e.g. support@example.com or Support <support@example.com>';
const ADDRESS_WANTED = 'host and port of a Temporal server, e.g. 127.0.0.1:7233';
const NAMESPACE_WANTED = 'the name of a Temporal namespace, e.g. default';
const HOST_WANTED = 'the address to listen on, e.g. 127.0.0.1, or 0.0.0.0 for all';
const PORT_WANTED = 'a port from 0 to 65535, 0 for any free one';
const ALLOW_WANTED =
  'what may go to another host without TLS: any of smtp, postgres, orders, evidence, with commas between them';
const CACHE_WANTED = 'how many purchases a worker keeps in memory, from 2 to 100000';
const LEVEL_WANTED = 'one of trace, debug, info, warn, error';

test.each(['start', 'temporal', 'sandbox'] as const)('%s runs on defaults alone', (part) => {
  expect(readConfig(part, {})).toEqual({ ok: true, config: { dataDir: '.data', logLevel: 'info' } });
});

test('a worker takes everything that it needs', () => {
  const optional = {
    TEMPORAL_ADDRESS: 'temporal.example.com:7233',
    TEMPORAL_NAMESPACE: 'returns',
    MAIL_REPLY_TO: 'support@example.com',
    DATA_DIR: '/var/lib/returns',
    LOG_LEVEL: 'debug',
    LISTEN_HOST: '0.0.0.0',
    PORT: '9464',
    WORKER_CACHE_SIZE: '500',
  };
  expect(readConfig('worker', { ...worker, ...optional, HOME: '/root' })).toEqual({
    ok: true,
    config: {
      orderServiceUrl: 'https://shop.example.com/returns',
      orderServiceToken: 't0ken',
      smtpUrl: 'smtp://user:secret@mail.example.com:587?requireTLS=true',
      mailFrom: 'InstaOTP <returns@example.com>',
      databaseUrl: 'postgres://returns:secret@db.example.com:5432/returns?sslmode=verify-full',
      temporalAddress: 'temporal.example.com:7233',
      temporalNamespace: 'returns',
      mailReplyTo: 'support@example.com',
      dataDir: '/var/lib/returns',
      logLevel: 'debug',
      listenHost: '0.0.0.0',
      port: 9464,
      workerCacheSize: 500,
    },
  });
});

test('a worker alone is told of every variable that is missing, empty ones too', () => {
  const missing = [
    { variable: 'ORDER_SERVICE_URL', message: `is missing: set ${URL_WANTED}` },
    { variable: 'ORDER_SERVICE_TOKEN', message: `is missing: set ${TOKEN_WANTED}` },
    { variable: 'SMTP_URL', message: `is missing: set ${SMTP_WANTED}` },
    { variable: 'MAIL_FROM', message: `is missing: set ${FROM_WANTED}` },
    {
      variable: 'DATABASE_URL',
      message: `is missing: set ${DATABASE_WANTED}, for the ledger; that of a running npm start is in start.json in its data folder`,
    },
  ];
  expect(problemsOf('worker', {})).toEqual(missing);
  const empty = Object.fromEntries(missing.map(({ variable }) => [variable, '']));
  expect(problemsOf('worker', empty)).toEqual(missing);
});

test.each([
  ['ORDER_SERVICE_URL', 'shop.example.com', URL_WANTED],
  ['ORDER_SERVICE_URL', 'ftp://shop.example.com', URL_WANTED],
  ['ORDER_SERVICE_URL', 'https://user:secret@shop.example.com', URL_WANTED],
  ['ORDER_SERVICE_URL', 'https://shop.example.com/?a=1', URL_WANTED],
  ['ORDER_SERVICE_URL', 'https://shop.example.com/#', URL_WANTED],
  ['ORDER_SERVICE_TOKEN', 'two words', TOKEN_WANTED],
  ['ORDER_SERVICE_TOKEN', 't0ken\n', TOKEN_WANTED],
  ['SMTP_URL', 'mail.example.com:25', SMTP_WANTED],
  ['SMTP_URL', 'https://mail.example.com', SMTP_WANTED],
  ['SMTP_URL', 'smtp://', SMTP_WANTED],
  ['MAIL_FROM', 'InstaOTP', FROM_WANTED],
  ['MAIL_FROM', 'InstaOTP <returns@example.com', FROM_WANTED],
  ['MAIL_FROM', 'a@example.com, b@example.com', FROM_WANTED],
  ['MAIL_FROM', 'InstaOTP\r\nBcc: <returns@example.com>', FROM_WANTED],
  ['MAIL_REPLY_TO', '@example.com', REPLY_WANTED],
  ['DATABASE_URL', 'db.example.com:5432/returns', DATABASE_WANTED],
  ['DATABASE_URL', 'mysql://db.example.com/returns', DATABASE_WANTED],
  ['DATABASE_URL', 'postgres://db.example.com', DATABASE_WANTED],
  ['TEMPORAL_ADDRESS', 'localhost', ADDRESS_WANTED],
  ['TEMPORAL_ADDRESS', 'http://localhost:7233', ADDRESS_WANTED],
  ['TEMPORAL_ADDRESS', 'localhost:0', ADDRESS_WANTED],
  ['TEMPORAL_ADDRESS', 'localhost:70000', ADDRESS_WANTED],
  ['TEMPORAL_NAMESPACE', 'my namespace', NAMESPACE_WANTED],
  ['DATA_DIR', 'a\u0000b', 'the path of a folder'],
  ['LOG_LEVEL', 'verbose', LEVEL_WANTED],
  ['LOG_LEVEL', 'INFO', LEVEL_WANTED],
  ['LISTEN_HOST', 'localhost', HOST_WANTED],
  ['LISTEN_HOST', '127.0.0.1:80', HOST_WANTED],
  ['WORKER_CACHE_SIZE', '1', CACHE_WANTED],
  ['WORKER_CACHE_SIZE', '100001', CACHE_WANTED],
  ['WORKER_CACHE_SIZE', '1e3', CACHE_WANTED],
  ['WORKER_CACHE_SIZE', 'all', CACHE_WANTED],
  ['PORT', '65536', PORT_WANTED],
  ['PORT', '-1', PORT_WANTED],
  ['PORT', 'http', PORT_WANTED],
  ['PORT', '44a', PORT_WANTED],
  ['PORT', '4400 ', PORT_WANTED],
  ['ALLOW_PLAINTEXT', 'yes', ALLOW_WANTED],
  ['ALLOW_PLAINTEXT', 'smtp;orders', ALLOW_WANTED],
])('%s=%j is refused, saying only what would be right', (variable, value, wanted) => {
  expect(problemsOf('worker', { ...worker, [variable]: value })).toEqual([
    { variable, message: `must be ${wanted}` },
  ]);
});

test.each([
  ['ORDER_SERVICE_URL', 'http://127.0.0.1:8080'],
  ['SMTP_URL', 'smtps://mail.example.com'],
  ['SMTP_URL', 'smtp://127.0.0.1:2525'],
  ['MAIL_FROM', 'returns@example.com'],
  ['MAIL_FROM', '<returns@example.com>'],
  ['DATABASE_URL', 'postgresql://127.0.0.1/returns'],
  ['TEMPORAL_ADDRESS', '[::1]:7233'],
  ['LISTEN_HOST', '::1'],
  ['PORT', '0'],
  ['PORT', '65535'],
])('%s=%s is taken', (variable, value) => {
  expect(problemsOf('worker', { ...worker, [variable]: value })).toEqual([]);
});

test.each([
  ['DATABASE_URL', 'postgres://db.example.com/returns', 'add ?sslmode=verify-full', 'postgres'],
  [
    'DATABASE_URL',
    'postgres://db.example.com/returns?sslmode=prefer',
    'add ?sslmode=verify-full',
    'postgres',
  ],
  [
    'DATABASE_URL',
    'postgres://db.example.com/returns?sslmode=disable',
    'add ?sslmode=verify-full',
    'postgres',
  ],
  ['DATABASE_URL', 'postgres://127.0.0.1.example.com/returns', 'add ?sslmode=verify-full', 'postgres'],
  ['ORDER_SERVICE_URL', 'http://shop.example.com', 'use https', 'orders'],
  ['ORDER_SERVICE_URL', 'http://10.0.0.1:8080', 'use https', 'orders'],
])('%s=%s is refused, unless plain text is allowed by name', (variable, value, instead, allowed) => {
  const message = `leads to another host without TLS: ${instead}, or set ALLOW_PLAINTEXT=${allowed}`;
  const env = { ...worker, [variable]: value };
  expect(problemsOf('worker', env)).toEqual([{ variable, message }]);
  const others = ['smtp', 'postgres', 'orders', 'evidence'].filter((each) => each !== allowed).join(',');
  expect(problemsOf('worker', { ...env, ALLOW_PLAINTEXT: others })).toEqual([{ variable, message }]);
  expect(problemsOf('worker', { ...env, ALLOW_PLAINTEXT: `smtp, ${allowed}` })).toEqual([]);
});

test.each([
  ['smtp://mail.example.com', 'smtp://mail.example.com?requireTLS=true'],
  ['smtp://u:p@mail.example.com:587?ignoreTLS=true', 'smtp://u:p@mail.example.com:587?requireTLS=true'],
  ['smtp://u:p@mail.example.com?requireTLS=false', 'smtp://u:p@mail.example.com?requireTLS=true'],
  ['smtps://u:p@mail.example.com', 'smtps://u:p@mail.example.com'],
  ['smtp://u:p@127.0.0.1:2525', 'smtp://u:p@127.0.0.1:2525'],
  ['smtp://[::1]:2525', 'smtp://[::1]:2525'],
])('SMTP_URL=%s is used as %s', (given, used) => {
  const read = readConfig('worker', { ...worker, SMTP_URL: given });
  expect(read.ok && read.config.smtpUrl).toBe(used);
  const allowed = readConfig('worker', { ...worker, SMTP_URL: given, ALLOW_PLAINTEXT: 'smtp' });
  expect(allowed.ok && allowed.config.smtpUrl).toBe(given);
});

test('a real order service or mail server is not mixed with embedded defaults', () => {
  expect(problemsOf('start', { ORDER_SERVICE_URL: worker.ORDER_SERVICE_URL })).toEqual([
    {
      variable: 'ORDER_SERVICE_TOKEN',
      message: `is missing, though ORDER_SERVICE_URL is set: set ${TOKEN_WANTED}`,
    },
  ]);
  expect(problemsOf('start', { ORDER_SERVICE_TOKEN: 't', SMTP_URL: worker.SMTP_URL })).toEqual([
    {
      variable: 'ORDER_SERVICE_URL',
      message: `is missing, though ORDER_SERVICE_TOKEN is set: set ${URL_WANTED}`,
    },
    { variable: 'MAIL_FROM', message: `is missing, though SMTP_URL is set: set ${FROM_WANTED}` },
  ]);
  expect(problemsOf('sandbox', { ORDER_SERVICE_TOKEN: 't' })).toEqual([]);
});

describe('evidence in S3', () => {
  const api = { DATABASE_URL: worker.DATABASE_URL };
  const bucket = {
    EVIDENCE_STORE: 's3://pictures-1/evidence/of-claims',
    EVIDENCE_S3_ENDPOINT: 'https://s3.eu-central-1.amazonaws.com',
    EVIDENCE_S3_REGION: 'eu-central-1',
    EVIDENCE_S3_KEY_ID: 'AKIAEXAMPLE',
    EVIDENCE_S3_SECRET: 'se/cret+that=nobody-may-see',
  };
  const STORE_WANTED =
    'the address of a folder or of a bucket for evidence, e.g. file:///var/lib/returns/evidence or s3://bucket/evidence';
  const ENDPOINT_WANTED =
    'the http or https address of a store that speaks S3, e.g. https://s3.eu-central-1.amazonaws.com, or https://{bucket}.s3.example.com where the bucket is in the name';

  test.each(['api', 'start', 'forget'] as const)('%s takes it', (part) => {
    const read = readConfig(part, { ...api, ...bucket });
    expect(read.ok && read.config).toMatchObject({
      evidenceStore: 's3://pictures-1/evidence/of-claims',
      evidenceS3Endpoint: 'https://s3.eu-central-1.amazonaws.com',
      evidenceS3Region: 'eu-central-1',
      evidenceS3KeyId: 'AKIAEXAMPLE',
      evidenceS3Secret: 'se/cret+that=nobody-may-see',
    });
  });

  test('is told of everything that is missing; a folder needs none of it', () => {
    expect(problemsOf('api', { ...api, EVIDENCE_STORE: bucket.EVIDENCE_STORE })).toEqual([
      {
        variable: 'EVIDENCE_S3_ENDPOINT',
        message: `is missing, though EVIDENCE_STORE is set: set ${ENDPOINT_WANTED}`,
      },
      {
        variable: 'EVIDENCE_S3_REGION',
        message: 'is missing, though EVIDENCE_STORE is set: set the region of the bucket, e.g. eu-central-1',
      },
      {
        variable: 'EVIDENCE_S3_KEY_ID',
        message: 'is missing, though EVIDENCE_STORE is set: set the id of an access key of that store',
      },
      {
        variable: 'EVIDENCE_S3_SECRET',
        message:
          'is missing, though EVIDENCE_STORE is set: set the secret of that access key, printable ASCII characters without spaces',
      },
    ]);
    expect(problemsOf('api', { ...api, EVIDENCE_STORE: 'file:///var/lib/evidence' })).toEqual([]);
    expect(problemsOf('api', { ...api, EVIDENCE_S3_ENDPOINT: bucket.EVIDENCE_S3_ENDPOINT })).toEqual([
      {
        variable: 'EVIDENCE_STORE',
        message: `is missing, though EVIDENCE_S3_ENDPOINT is set: set ${STORE_WANTED}`,
      },
    ]);
  });

  test.each([
    ['EVIDENCE_STORE', 's3://', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://Pictures', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://a..b', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://key:secret@pictures', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://pictures/../other', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://pictures//twice', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://pictures/a b', STORE_WANTED],
    ['EVIDENCE_STORE', 's3://pictures?region=x', STORE_WANTED],
    ['EVIDENCE_STORE', 'https://pictures.s3.example.com', STORE_WANTED],
    ['EVIDENCE_S3_ENDPOINT', 's3.example.com', ENDPOINT_WANTED],
    ['EVIDENCE_S3_ENDPOINT', 'https://key:secret@s3.example.com', ENDPOINT_WANTED],
    ['EVIDENCE_S3_ENDPOINT', 'https://s3.example.com?x=1', ENDPOINT_WANTED],
    ['EVIDENCE_S3_ENDPOINT', 'https://{region}.s3.example.com', ENDPOINT_WANTED],
    ['EVIDENCE_S3_ENDPOINT', 'https://s3.example.com/{bucket}', ENDPOINT_WANTED],
    ['EVIDENCE_S3_REGION', 'eu central', 'the region of the bucket, e.g. eu-central-1'],
    ['EVIDENCE_S3_KEY_ID', 'a/b', 'the id of an access key of that store'],
    [
      'EVIDENCE_S3_SECRET',
      'two words',
      'the secret of that access key, printable ASCII characters without spaces',
    ],
  ])('%s=%j is refused, saying only what would be right', (variable, value, wanted) => {
    expect(problemsOf('api', { ...api, ...bucket, [variable]: value })).toEqual([
      { variable, message: `must be ${wanted}` },
    ]);
  });

  test.each([
    ['EVIDENCE_STORE', 's3://pictures'],
    ['EVIDENCE_STORE', 's3://pictures/'],
    ['EVIDENCE_STORE', 's3://my.pictures/v1.0/'],
    ['EVIDENCE_S3_ENDPOINT', 'https://{bucket}.s3.example.com:9000'],
    ['EVIDENCE_S3_ENDPOINT', 'https://example.com/storage/v1/s3'],
    ['EVIDENCE_S3_ENDPOINT', 'http://127.0.0.1:9000'],
    ['EVIDENCE_S3_ENDPOINT', 'http://[::1]:9000'],
    ['EVIDENCE_S3_REGION', 'auto'],
  ])('%s=%s is taken', (variable, value) => {
    expect(problemsOf('api', { ...api, ...bucket, [variable]: value })).toEqual([]);
  });

  test.each(['http://minio:9000', 'http://{bucket}.s3.example.com'])(
    '%s would carry pictures without TLS, and is refused unless that is allowed by name',
    (endpoint) => {
      const env = { ...api, ...bucket, EVIDENCE_S3_ENDPOINT: endpoint };
      expect(problemsOf('api', env)).toEqual([
        {
          variable: 'EVIDENCE_S3_ENDPOINT',
          message: 'leads to another host without TLS: use https, or set ALLOW_PLAINTEXT=evidence',
        },
      ]);
      expect(problemsOf('api', { ...env, ALLOW_PLAINTEXT: 'evidence' })).toEqual([]);
    },
  );
});

const rsa = (bits: number): KeyObject => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
const pemOf = (key: KeyObject, password?: string): string =>
  key
    .export({
      type: 'pkcs8',
      format: 'pem',
      ...(password === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: password }),
    })
    .toString();

describe('the signature of mails', () => {
  const KEY_WANTED =
    'a private RSA key of 2048 to 4096 bits in PEM, without a password, its line ends as they are or written \\n';
  const DOMAIN_WANTED = 'the domain that signs mails, that of MAIL_FROM or one above it, e.g. example.com';
  const SELECTOR_WANTED = 'the name under which the key is published in that domain, e.g. returns2026';
  const key = rsa(2048);
  const dkim = {
    MAIL_DKIM_DOMAIN: 'example.com',
    MAIL_DKIM_SELECTOR: 'returns2026',
    MAIL_DKIM_KEY: pemOf(key),
  };

  test.each(['worker', 'start', 'api', 'reconcile', 'cli'] as const)(
    '%s, which sends mails, has it',
    (part) => {
      const read = readConfig(part, { ...worker, ...dkim });
      expect(read.ok && 'mailDkimKey' in read.config && read.config).toMatchObject({
        mailDkimDomain: 'example.com',
        mailDkimSelector: 'returns2026',
      });
      expect(read.ok && 'mailDkimKey' in read.config && read.config.mailDkimKey?.equals(key)).toBe(true);
      expect(JSON.stringify(read)).not.toContain(dkim.MAIL_DKIM_KEY.slice(30, 60));
    },
  );

  test('its key may be in one line, or in the form that OpenSSL had before PKCS #8', () => {
    const forms = [
      dkim.MAIL_DKIM_KEY.replaceAll('\n', '\\n'),
      key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    ];
    for (const form of forms)
      expect(problemsOf('worker', { ...worker, ...dkim, MAIL_DKIM_KEY: form })).toEqual([]);
  });

  test.each([
    ['too short', () => pemOf(rsa(1024))],
    ['of another kind', () => pemOf(generateKeyPairSync('ed25519').privateKey)],
    [
      'for another use of RSA',
      () => pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
    ],
    ['behind a password', () => pemOf(key, 'hunter2')],
    ['the public half', () => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()],
    ['cut off', () => dkim.MAIL_DKIM_KEY.slice(0, 400)],
    ['a path', () => '/run/secrets/dkim.pem'],
  ])('a key that is %s is refused, without a word of it', (_what, unfit) => {
    expect(problemsOf('worker', { ...worker, ...dkim, MAIL_DKIM_KEY: unfit() })).toEqual([
      { variable: 'MAIL_DKIM_KEY', message: `must be ${KEY_WANTED}` },
    ]);
  });

  test.each([
    ['returns@example.com', 'example.com'],
    ['InstaOTP <returns@mails.example.com>', 'example.com'],
    ['InstaOTP <returns@EXAMPLE.com>', 'Example.com'],
    ['returns@ölig.example', 'ölig.example'],
  ])('mails from %s are signed for %s', (from, domain) => {
    expect(problemsOf('worker', { ...worker, ...dkim, MAIL_FROM: from, MAIL_DKIM_DOMAIN: domain })).toEqual(
      [],
    );
  });

  test.each([
    ['returns@example.com', 'example.org'],
    ['returns@example.com', 'mails.example.com'],
    ['returns@notexample.com', 'example.com'],
    ['returns@example.com', 'com'],
    ['returns@example.com', 'https://example.com'],
    ['returns@example.com', 'example.com; d=example.org'],
  ])('mails from %s are not signed for %s', (from, domain) => {
    expect(problemsOf('worker', { ...worker, ...dkim, MAIL_FROM: from, MAIL_DKIM_DOMAIN: domain })).toEqual([
      { variable: 'MAIL_DKIM_DOMAIN', message: `must be ${DOMAIN_WANTED}` },
    ]);
  });

  test.each(['', 'a b', 'a;b', '-a', 'a..b', 'a.'])('%j is no selector', (selector) => {
    const because = selector === '' ? 'is missing, though MAIL_DKIM_DOMAIN is set: set' : 'must be';
    expect(problemsOf('worker', { ...worker, ...dkim, MAIL_DKIM_SELECTOR: selector })).toEqual([
      { variable: 'MAIL_DKIM_SELECTOR', message: `${because} ${SELECTOR_WANTED}` },
    ]);
  });

  test('is configured as a whole or not at all', () => {
    const { MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR, MAIL_DKIM_KEY } = dkim;
    expect(problemsOf('worker', { ...worker, MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR })).toEqual([
      {
        variable: 'MAIL_DKIM_KEY',
        message: `is missing, though MAIL_DKIM_SELECTOR is set: set ${KEY_WANTED}`,
      },
    ]);
    expect(problemsOf('worker', { ...worker, MAIL_DKIM_KEY }).map(({ variable }) => variable)).toEqual([
      'MAIL_DKIM_DOMAIN',
    ]);
  });

  test('is not asked of the sandbox’s inbox', () => {
    expect(problemsOf('start', dkim)).toEqual([
      { variable: 'SMTP_URL', message: `is missing, though MAIL_DKIM_DOMAIN is set: set ${SMTP_WANTED}` },
    ]);
  });
});

test('a part does not stumble over a variable that it does not use', () => {
  expect(problemsOf('temporal', { SMTP_URL: 'nonsense', ORDER_SERVICE_URL: 'nonsense' })).toEqual([]);
});

test('the whole report names each variable on its line, and no value', () => {
  const env = {
    ...worker,
    ORDER_SERVICE_TOKEN: 'hunter2 hunter2',
    SMTP_URL: 'smtp:secret',
    MAIL_FROM: 'x@secret',
  };
  const report = formatProblems('worker', problemsOf('worker', env));
  expect(report).toBe(
    [
      'The configuration of worker is not right:',
      `  ORDER_SERVICE_TOKEN must be ${TOKEN_WANTED}`,
      `  SMTP_URL must be ${SMTP_WANTED}`,
      `  MAIL_FROM must be ${FROM_WANTED}`,
    ].join('\n'),
  );
  expect(report).not.toMatch(/hunter2|secret/);
});
