import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { email } from '../contract/validation/contact.ts';
import type { MailTexts } from '../emails/texts/mail-texts.ts';
import { readOwnTexts } from '../emails/texts/read-own-texts.ts';
import { readOwnPageTexts, type PageTexts } from '../web/customer/texts/page-texts.ts';
import { readDkimKey } from './dkim.ts';
import type { ReadTexts } from '../emails/texts/own-text-problems.ts';
import { readTextsIn } from './own-texts.ts';
import { isS3Endpoint, readBucketAddress } from './evidence-in-s3.ts';
import { readEventSecrets, type EventSecret } from './event-secrets.ts';
import { readTrustedProxies } from '../listening/caller-address.ts';
import { readPrivateRanges, type PrivateRanges } from '../webhooks/private-ranges.ts';
import { readWebhookSecret } from './webhook-secret.ts';
import { isPlainHttp, PLAINTEXT } from './plaintext.ts';
import { readReceiptKeys, type ReceiptKeys } from '../receipts/receipt-keys.ts';

/** What a variable may hold, and the words for it. The words do without the value, which may be a secret. */
export interface Variable<T> {
  /** The name in the environment. */
  readonly name: string;
  /** What would be right, e.g. `an http or https address`. */
  readonly wanted: string;
  readonly form: z.ZodType<T, string>;
}

const text = z.string();

const variable = <T>(name: string, wanted: string, form: z.ZodType<T, string>): Variable<T> => ({
  name,
  wanted,
  form,
});

/** The path of a file with a shop's own texts, which is read with the variable. Its problems name what is wrong in it. */
const textsIn = <T>(read: (json: string) => ReadTexts<T>): z.ZodType<T, string> =>
  text.transform((path, context): T => {
    const found = readTextsIn(path, read);
    if (found.ok) return found.texts;
    for (const problem of found.problems) context.addIssue(problem);
    return z.NEVER;
  });

/** All variables, by the name they have in `Config`. */
export const VARIABLES = {
  temporalAddress: variable(
    'TEMPORAL_ADDRESS',
    'host and port of a Temporal server, e.g. 127.0.0.1:7233',
    text.regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$/).refine(hasPort),
  ),
  temporalNamespace: variable(
    'TEMPORAL_NAMESPACE',
    'the name of a Temporal namespace, e.g. default',
    text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/),
  ),
  orderServiceUrl: variable(
    'ORDER_SERVICE_URL',
    'an http or https address without user, query or fragment',
    text.refine((value) => {
      const url = parsed(value, ['http:', 'https:']);
      return url !== undefined && url.username === '' && url.password === '' && !/[?#]/.test(value);
    }),
  ),
  orderServiceToken: variable(
    'ORDER_SERVICE_TOKEN',
    'a token of printable ASCII characters without spaces',
    text.regex(/^[\x21-\x7e]+$/),
  ),
  smtpUrl: variable(
    'SMTP_URL',
    'an address like smtp://user:password@host:587 or smtps://host',
    text.refine((value) => parsed(value, ['smtp:', 'smtps:'])?.hostname),
  ),
  mailFrom: variable(
    'MAIL_FROM',
    'one email address, e.g. returns@example.com or InstaOTP <returns@example.com>',
    text.refine(isMailbox),
  ),
  mailReplyTo: variable(
    'MAIL_REPLY_TO',
    'one email address, e.g. support@example.com or Support <support@example.com>',
    text.refine(isMailbox),
  ),
  mailTexts: variable(
    'MAIL_TEXTS',
    'the path of a JSON file with your own texts of mails',
    textsIn(readOwnTexts),
  ),
  pageTexts: variable(
    'PAGE_TEXTS',
    'the path of a JSON file with your own texts of the customers’ pages',
    textsIn(readOwnPageTexts),
  ),
  mailDkimDomain: variable(
    'MAIL_DKIM_DOMAIN',
    'the domain that signs mails, that of MAIL_FROM or one above it, e.g. example.com',
    text.transform(domainToASCII).refine(isDomain),
  ),
  mailDkimSelector: variable(
    'MAIL_DKIM_SELECTOR',
    'the name under which the key is published in that domain, e.g. returns2026',
    text.regex(
      /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
    ),
  ),
  mailDkimKey: variable(
    'MAIL_DKIM_KEY',
    'a private RSA key of 2048 to 4096 bits in PEM, without a password, its line ends as they are or written \\n',
    text.transform((value, context): KeyObject => {
      const key = readDkimKey(value);
      if (key !== undefined) return key;
      context.addIssue('This is no key that signs mails.');
      return z.NEVER;
    }),
  ),
  databaseUrl: variable(
    'DATABASE_URL',
    'the address of a PostgreSQL, e.g. postgres://user:password@host:5432/database',
    text.refine((value) => {
      const url = parsed(value, ['postgres:', 'postgresql:']);
      return url !== undefined && url.hostname !== '' && url.pathname.length > 1;
    }),
  ),
  allowPlaintext: variable(
    'ALLOW_PLAINTEXT',
    `what may go to another host without TLS: any of ${PLAINTEXT.join(', ')}, with commas between them`,
    text.refine((value) => value.split(',').every((each) => PLAINTEXT.some((name) => name === each.trim()))),
  ),
  listenHost: variable(
    'LISTEN_HOST',
    'the address to listen on, e.g. 127.0.0.1, or 0.0.0.0 for all',
    text.refine((value) => isIP(value) !== 0),
  ),
  port: variable(
    'PORT',
    'a port from 0 to 65535, 0 for any free one',
    text
      .regex(/^[0-9]{1,5}$/)
      .transform(Number)
      .refine((value) => value <= 65_535),
  ),
  workerCacheSize: variable(
    'WORKER_CACHE_SIZE',
    'how many purchases a worker keeps in memory, from 2 to 100000',
    text
      .regex(/^[0-9]{1,6}$/)
      .transform(Number)
      .refine((value) => value >= 2 && value <= 100_000),
  ),
  approvalLimits: variable(
    'APPROVAL_LIMITS',
    'up to which price an agent approves, by currency in minor units, e.g. EUR:5000,USD:5000',
    text
      .refine((value) => value.split(',').every((each) => /^\s*[A-Z]{3}:[0-9]{1,15}\s*$/.test(each)))
      .transform(
        (value): ReadonlyMap<string, number> =>
          new Map(
            value.split(',').map((each) => {
              const [currency = '', most = ''] = each.trim().split(':');
              return [currency, Number(most)];
            }),
          ),
      ),
  ),
  eventSecrets: variable(
    'EVENT_SECRETS',
    'secrets of callers that sign their events, e.g. order-service:whsec_<base64>, with commas between them',
    text
      .refine((value) => readEventSecrets(value) !== undefined)
      .transform((value) => readEventSecrets(value) ?? []),
  ),
  webhookSecret: variable(
    'WEBHOOK_SECRET',
    'whsec_ and the base64 of 32 to 64 random bytes, from which the secret of each webhook endpoint is made',
    text
      .refine((value) => readWebhookSecret(value) !== undefined)
      .transform((value) => readWebhookSecret(value) ?? Buffer.alloc(0)),
  ),
  webhookPrivateRanges: variable(
    'WEBHOOK_PRIVATE_RANGES',
    'private networks that webhooks may go to, e.g. 10.0.0.0/8,fd00::/8, and never link-local ones',
    text
      .refine((value) => readPrivateRanges(value) !== undefined)
      .transform((value) => readPrivateRanges(value) ?? []),
  ),
  trustedProxies: variable(
    'TRUSTED_PROXIES',
    'the addresses or networks of the proxies before the API, with commas between them, e.g. 10.0.0.0/8,192.0.2.7',
    text
      .refine((value) => readTrustedProxies(value) !== undefined)
      .transform((value) => readTrustedProxies(value) ?? []),
  ),
  publicUrl: variable(
    'PUBLIC_URL',
    'the address under which customers reach the pages, https and without a path, e.g. https://returns.example.com',
    text.refine((value) => isOrigin(value)).transform((value) => new URL(value).origin),
  ),
  linkSecret: variable(
    'LINK_SECRET',
    'the base64 of 32 to 64 random bytes, from which the links of customers are made',
    text.transform((value, context): Buffer => {
      const secret = Buffer.from(value, 'base64');
      const isBase64 = /^[A-Za-z0-9+/]+=*$/.test(value);
      if (isBase64 && secret.length >= 32 && secret.length <= 64) return secret;
      context.addIssue('This is no secret of links.');
      return z.NEVER;
    }),
  ),
  evidenceStore: variable(
    'EVIDENCE_STORE',
    'the address of a folder or of a bucket for evidence, e.g. file:///var/lib/returns/evidence or s3://bucket/evidence',
    text.refine((value) => {
      if (readBucketAddress(value) !== undefined) return true;
      const url = parsed(value, ['file:']);
      return url !== undefined && url.host === '' && url.pathname.length > 1 && !/[?#]/.test(value);
    }),
  ),
  evidenceS3Endpoint: variable(
    'EVIDENCE_S3_ENDPOINT',
    'the http or https address of a store that speaks S3, e.g. https://s3.eu-central-1.amazonaws.com, or https://{bucket}.s3.example.com where the bucket is in the name',
    text.refine(isS3Endpoint),
  ),
  evidenceS3Region: variable(
    'EVIDENCE_S3_REGION',
    'the region of the bucket, e.g. eu-central-1',
    text.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/),
  ),
  evidenceS3KeyId: variable(
    'EVIDENCE_S3_KEY_ID',
    'the id of an access key of that store',
    text.regex(/^[\w.@+=-]{1,128}$/),
  ),
  evidenceS3Secret: variable(
    'EVIDENCE_S3_SECRET',
    'the secret of that access key, printable ASCII characters without spaces',
    text.regex(/^[\x21-\x7e]{1,512}$/),
  ),
  evidenceRetentionDays: variable(
    'EVIDENCE_RETENTION_DAYS',
    'for how many days after its purchase has closed evidence is kept, from 1 to 3650',
    text
      .regex(/^[0-9]{1,4}$/)
      .transform(Number)
      .refine((value) => value >= 1 && value <= 3_650),
  ),
  receiptKeys: variable(
    'RECEIPT_KEYS',
    'keys that sign receipts, rsk_<base64 of 32 bytes>, the one of today first, with commas between them',
    text.transform((value, context): ReceiptKeys => {
      const keys = readReceiptKeys(value);
      if (keys !== undefined) return keys;
      context.addIssue('These are no keys of receipts.');
      return z.NEVER;
    }),
  ),
  apiKey: variable(
    'RETURNS_API_KEY',
    'a key of the HTTP API, iotp_…',
    text.regex(/^iotp_[a-z2-7]{13}_[A-Za-z0-9_-]{43}$/),
  ),
  dataDir: variable('DATA_DIR', 'the path of a folder', text.regex(/^\P{Cc}+$/u)),
  logLevel: variable(
    'LOG_LEVEL',
    'one of trace, debug, info, warn, error',
    z.enum(['trace', 'debug', 'info', 'warn', 'error']),
  ),
} as const satisfies Record<
  string,
  | Variable<string>
  | Variable<number>
  | Variable<ReadonlyMap<string, number>>
  | Variable<EventSecret[]>
  | Variable<Buffer>
  | Variable<MailTexts>
  | Variable<PageTexts>
  | Variable<KeyObject>
  | Variable<PrivateRanges>
  | Variable<ReceiptKeys>
>;

export type VariableKey = keyof typeof VARIABLES;

export type Value<K extends VariableKey> = z.output<(typeof VARIABLES)[K]['form']>;

function hasPort(value: string): boolean {
  const port = Number(value.slice(value.lastIndexOf(':') + 1));
  return port >= 1 && port <= 65_535;
}

function parsed(value: string, protocols: readonly string[]): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
}

/** With a dot: nobody may sign for a whole top-level domain. */
function isDomain(value: string): boolean {
  return value.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(value);
}

/** Without TLS only on this machine: a link opens a purchase. */
function isOrigin(value: string): boolean {
  const url = parsed(value, ['http:', 'https:']);
  return url !== undefined && `${url.origin}/` === url.href && !isPlainHttp(value);
}

/** `name@host`, or a name that needs no quotes before `<name@host>`. */
function isMailbox(value: string): boolean {
  const address = /^[^<>"@,;:\p{Cc}]*<([^<>]+)>$/u.exec(value)?.[1] ?? value;
  return email.read(address, '', []) !== undefined;
}
