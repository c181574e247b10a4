import { expect, inject, onTestFinished, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';
import { runProgram } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function migratedDatabase(): Promise<string> {
  const database = await freshLedgerDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

const place = (settings: Record<string, string> = {}): Record<string, string> => ({
  DATA_DIR: temporaryFolder(),
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  ...settings,
});

const outside = async (): Promise<Record<string, string>> => ({
  DATABASE_URL: await migratedDatabase(),
  ORDER_SERVICE_URL: 'http://127.0.0.1:1',
  ORDER_SERVICE_TOKEN: 'token',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'returns@instaotp.example',
});

const noNamespace = (): string =>
  `The Temporal server at ${inject('temporalAddress')} cannot be used: it has no namespace never-made: correct ` +
  'TEMPORAL_NAMESPACE, or run `temporal operator namespace create --namespace never-made --retention 720h`.';

test.each([
  { part: 'the worker', file: 'worker/main.ts', args: [], code: 1 },
  { part: 'the reconciliation', file: 'src/cli/reconcile.ts', args: [], code: 2 },
  { part: 'forgetting', file: 'src/cli/forget.ts', args: ['--customer', 'c1'], code: 1 },
])(
  'in a namespace that the server does not have, $part says so in one line and ends',
  async ({ file, args, code }) => {
    const env = { ...place({ TEMPORAL_NAMESPACE: 'never-made' }), ...(await outside()) };
    expect(await runProgram(file, args, env)).toEqual({ code, stdout: '', stderr: `${noNamespace()}\n` });
  },
);

test.each([
  { part: 'npm start', file: 'dev/start.ts' },
  { part: 'npm run temporal', file: 'dev/temporal.ts' },
])(
  'in a namespace that the server does not have, $part says so, and that it could start a server',
  async ({ file }) => {
    const { code, stdout, stderr } = await runProgram(file, [], place({ TEMPORAL_NAMESPACE: 'never-made' }));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').filter((line) => !line.startsWith('Starting on the data in '))).toEqual([
      `${noNamespace()} Without TEMPORAL_ADDRESS a server is started here.`,
      '',
    ]);
  },
);

const TROUBLES: { trouble: string; settings: Record<string, string>; words: () => string }[] = [
  {
    trouble: 'a namespace that the server does not have',
    settings: { TEMPORAL_NAMESPACE: 'never-made' },
    words: noNamespace,
  },
  {
    trouble: 'TLS to a server without it',
    settings: { TEMPORAL_TLS: 'true' },
    words: () =>
      `The Temporal server at ${inject('temporalAddress')} cannot be used: it speaks no TLS: unset TEMPORAL_TLS and TEMPORAL_API_KEY, or turn TLS on there.`,
  },
  {
    trouble: 'a server that is away',
    // Port 1 needs privileges to listen on: nobody does.
    settings: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    words: () =>
      'The Temporal server at 127.0.0.1:1 cannot be used (ECONNREFUSED): nobody listens there: start it, or correct TEMPORAL_ADDRESS.',
  },
];

test.each(TROUBLES)(
  'a command is answered with one line where it meets $trouble',
  async ({ settings, words }) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(['status', 'p1'], {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      env: place(settings),
    });
    expect({ code, out, err }).toEqual({ code: 1, out: [], err: [words()] });
  },
);

test('a worker that speaks TLS to a server without it ends with the line, without a stack', async () => {
  // Node itself warns of TLS to an address without a name.
  const address = inject('temporalAddress').replace('127.0.0.1', 'localhost');
  const env = { ...place({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'true' }), ...(await outside()) };
  expect(await runProgram('worker/main.ts', [], env)).toEqual({
    code: 1,
    stdout: '',
    stderr: `The Temporal server at ${address} cannot be used: it speaks no TLS: unset TEMPORAL_TLS and TEMPORAL_API_KEY, or turn TLS on there.\n`,
  });
});
