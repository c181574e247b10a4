import { signsFor } from './dkim.ts';
import { isPlainHttp, isPlainPostgres, smtpWithTls, type Plaintext } from './plaintext.ts';
import { VARIABLES, type Value, type VariableKey } from './variables.ts';

/** What can be started alone. `start` is everything, with embedded defaults. */
export type Part =
  | 'start'
  | 'worker'
  | 'api'
  | 'temporal'
  | 'sandbox'
  | 'migrate'
  | 'reconcile'
  | 'forget'
  | 'check-shop'
  | 'cli';

interface Needs {
  /** Without them the part does not start. */
  readonly demands: readonly VariableKey[];
  readonly takes: readonly VariableKey[];
}

/** What a store of evidence in S3 needs beside its address. */
const EVIDENCE_IN_S3 = [
  'evidenceS3Endpoint',
  'evidenceS3Region',
  'evidenceS3KeyId',
  'evidenceS3Secret',
] as const satisfies readonly VariableKey[];

const PARTS = {
  start: {
    demands: [],
    takes: [
      'temporalAddress',
      'temporalNamespace',
      'orderServiceUrl',
      'orderServiceToken',
      'smtpUrl',
      'mailFrom',
      'mailReplyTo',
      'mailTexts',
      'pageTexts',
      'mailDkimDomain',
      'mailDkimSelector',
      'mailDkimKey',
      'databaseUrl',
      'allowPlaintext',
      'port',
      'workerCacheSize',
      'approvalLimits',
      'eventSecrets',
      'webhookSecret',
      'webhookPrivateRanges',
      'receiptKeys',
      'trustedProxies',
      'publicUrl',
      'linkSecret',
      'evidenceStore',
      ...EVIDENCE_IN_S3,
      'evidenceRetentionDays',
    ],
  },
  worker: {
    demands: ['orderServiceUrl', 'orderServiceToken', 'smtpUrl', 'mailFrom', 'databaseUrl'],
    takes: [
      'temporalAddress',
      'temporalNamespace',
      'mailReplyTo',
      'mailTexts',
      'mailDkimDomain',
      'mailDkimSelector',
      'mailDkimKey',
      'allowPlaintext',
      'listenHost',
      'port',
      'workerCacheSize',
      'webhookSecret',
      'webhookPrivateRanges',
      'publicUrl',
      'linkSecret',
    ],
  },
  api: {
    demands: ['databaseUrl'],
    takes: [
      'temporalAddress',
      'temporalNamespace',
      'smtpUrl',
      'mailFrom',
      'mailReplyTo',
      'mailTexts',
      'pageTexts',
      'mailDkimDomain',
      'mailDkimSelector',
      'mailDkimKey',
      'allowPlaintext',
      'listenHost',
      'port',
      'approvalLimits',
      'eventSecrets',
      'webhookSecret',
      'webhookPrivateRanges',
      'receiptKeys',
      'trustedProxies',
      'publicUrl',
      'linkSecret',
      'evidenceStore',
      ...EVIDENCE_IN_S3,
      'evidenceRetentionDays',
    ],
  },
  temporal: { demands: [], takes: ['temporalAddress', 'temporalNamespace'] },
  sandbox: { demands: [], takes: ['orderServiceToken', 'listenHost', 'port'] },
  migrate: { demands: ['databaseUrl'], takes: ['allowPlaintext'] },
  reconcile: {
    demands: ['orderServiceUrl', 'orderServiceToken', 'smtpUrl', 'mailFrom', 'databaseUrl'],
    takes: [
      'temporalAddress',
      'temporalNamespace',
      'mailReplyTo',
      'mailTexts',
      'mailDkimDomain',
      'mailDkimSelector',
      'mailDkimKey',
      'allowPlaintext',
      'publicUrl',
      'linkSecret',
    ],
  },
  forget: {
    demands: [],
    takes: [
      'temporalAddress',
      'temporalNamespace',
      'databaseUrl',
      'allowPlaintext',
      'evidenceStore',
      ...EVIDENCE_IN_S3,
    ],
  },
  'check-shop': { demands: ['orderServiceUrl', 'orderServiceToken'], takes: ['allowPlaintext'] },
  // The command line also takes the address of Temporal from an option or from `npm start`.
  cli: {
    demands: [],
    takes: [
      'databaseUrl',
      'smtpUrl',
      'mailFrom',
      'mailReplyTo',
      'mailTexts',
      'mailDkimDomain',
      'mailDkimSelector',
      'mailDkimKey',
      'allowPlaintext',
      'webhookSecret',
      'webhookPrivateRanges',
      'apiKey',
      'publicUrl',
      'linkSecret',
    ],
  },
} as const satisfies Record<Part, Needs>;

/** Variables with a default, which every part takes. */
const DEFAULTS = { dataDir: '.data', logLevel: 'info' } as const satisfies {
  [K in VariableKey]?: Value<K>;
};

const isInS3 = (address: string): boolean => address.startsWith('s3:');

/**
 * Pairs that are set together, some only where the first has such a value. With a real address and an embedded default, the
 * wrong people would get money or mails.
 */
const TOGETHER: readonly (readonly [
  given: VariableKey,
  needed: VariableKey,
  where?: (value: string) => boolean,
])[] = [
  ['orderServiceUrl', 'orderServiceToken'],
  ['orderServiceToken', 'orderServiceUrl'],
  ['smtpUrl', 'mailFrom'],
  ['mailDkimDomain', 'mailDkimSelector'],
  ['mailDkimSelector', 'mailDkimKey'],
  ['mailDkimKey', 'mailDkimDomain'],
  // The sandbox's inbox gets no signed mails: who signs means a real mail server.
  ['mailDkimDomain', 'smtpUrl'],
  ['publicUrl', 'linkSecret'],
  ['linkSecret', 'publicUrl'],
  ...EVIDENCE_IN_S3.map((needed) => ['evidenceStore', needed, isInS3] as const),
  // Otherwise pictures would be kept nowhere, or in a folder.
  ['evidenceS3Endpoint', 'evidenceStore'],
];

/** Of these a message names what is wrong in the file. */
const NAMES_A_FILE: ReadonlySet<VariableKey> = new Set(['mailTexts', 'pageTexts']);

/** What the message adds when the variable is missing. */
const MORE: { readonly [K in VariableKey]?: string } = {
  databaseUrl: ', for the ledger; that of a running npm start is in start.json in its data folder',
};

type Demanded<P extends Part> = (typeof PARTS)[P]['demands'][number] | keyof typeof DEFAULTS;
type Taken<P extends Part> = (typeof PARTS)[P]['takes'][number];

/** The configuration of one part. */
export type Config<P extends Part = Part> = { readonly [K in Demanded<P>]: Value<K> } & {
  readonly [K in Exclude<Taken<P>, Demanded<P>>]?: Value<K>;
};

/** One variable that is wrong. The message says what would be right, never what the value is. */
export interface ConfigProblem {
  variable: string;
  message: string;
}

export type ReadConfig<P extends Part> =
  | { ok: true; config: Config<P> }
  | { ok: false; problems: ConfigProblem[] };

/** Reads what `part` needs from the environment. An empty variable counts as not set. All problems are listed at once. */
export function readConfig<P extends Part>(part: P, env: NodeJS.ProcessEnv): ReadConfig<P> {
  const { demands, takes }: Needs = PARTS[part];
  const keys = new Set<VariableKey>([...demands, ...takes, 'dataDir', 'logLevel']);
  const given = (key: VariableKey): string | undefined => env[VARIABLES[key].name] || undefined;

  const problems: ConfigProblem[] = [];
  const config: { [K in VariableKey]?: Value<VariableKey> } = { ...DEFAULTS };
  for (const key of keys) {
    const { name, wanted, form } = VARIABLES[key];
    const value = given(key);
    if (value === undefined) {
      const partner = TOGETHER.find(
        ([other, needed, where = () => true]) =>
          needed === key && keys.has(other) && given(other) !== undefined && where(given(other) ?? ''),
      )?.[0];
      if (demands.includes(key)) {
        problems.push({ variable: name, message: `is missing: set ${wanted}${MORE[key] ?? ''}` });
      } else if (partner !== undefined) {
        const because = `is missing, though ${VARIABLES[partner].name} is set`;
        problems.push({ variable: name, message: `${because}: set ${wanted}` });
      }
      continue;
    }
    const read = form.safeParse(value);
    if (!read.success) {
      const messages = NAMES_A_FILE.has(key)
        ? read.error.issues.map(({ message }) => message)
        : [`must be ${wanted}`];
      problems.push(...messages.map((message) => ({ variable: name, message })));
      continue;
    }
    config[key] = key === 'smtpUrl' && !allowsPlaintext('smtp', env) ? smtpWithTls(value) : read.data;
    const message = plaintextProblem(key, value, env);
    if (message !== undefined) problems.push({ variable: name, message });
  }
  const { mailDkimDomain, mailFrom } = config;
  if (
    typeof mailDkimDomain === 'string' &&
    typeof mailFrom === 'string' &&
    !signsFor(mailDkimDomain, mailFrom)
  ) {
    problems.push({
      variable: VARIABLES.mailDkimDomain.name,
      message: `must be ${VARIABLES.mailDkimDomain.wanted}`,
    });
  }
  // Sound: without a problem every demanded variable was read by its own form.
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: config as Config<P> };
}

const allowsPlaintext = (what: Plaintext, env: NodeJS.ProcessEnv): boolean =>
  (env[VARIABLES.allowPlaintext.name] ?? '').split(',').some((each) => each.trim() === what);

/** What is wrong with an address that leads to another host without TLS. `value` has the right form. */
function plaintextProblem(key: VariableKey, value: string, env: NodeJS.ProcessEnv): string | undefined {
  const { name } = VARIABLES.allowPlaintext;
  if (key === 'databaseUrl' && !allowsPlaintext('postgres', env) && isPlainPostgres(value)) {
    return `leads to another host without TLS: add ?sslmode=verify-full, or set ${name}=postgres`;
  }
  if (key === 'orderServiceUrl' && !allowsPlaintext('orders', env) && isPlainHttp(value)) {
    return `leads to another host without TLS: use https, or set ${name}=orders`;
  }
  if (
    key === 'evidenceS3Endpoint' &&
    !allowsPlaintext('evidence', env) &&
    isPlainHttp(value.replace('{bucket}', 'bucket'))
  ) {
    return `leads to another host without TLS: use https, or set ${name}=evidence`;
  }
  return undefined;
}

/** The parts that use a variable with a default. */
const USES_DEFAULT: Readonly<Record<keyof typeof DEFAULTS, readonly Part[]>> = {
  dataDir: ['start', 'temporal', 'sandbox', 'reconcile', 'forget', 'cli'],
  logLevel: ['start', 'worker', 'api'],
};

/** The names of all variables that a part reads, the demanded ones among them. */
export function variablesOf(part: Part): string[] {
  const { demands, takes }: Needs = PARTS[part];
  const defaults = (['dataDir', 'logLevel'] as const).filter((key) => USES_DEFAULT[key].includes(part));
  return [...new Set<VariableKey>([...demands, ...takes, ...defaults])].map((key) => VARIABLES[key].name);
}

/** For the person who starts the part: one variable a line. */
export function formatProblems(part: Part, problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ variable, message }) => `  ${variable} ${message}`);
  return [`The configuration of ${part} is not right:`, ...lines].join('\n');
}
