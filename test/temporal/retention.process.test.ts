import { expect, inject, onTestFinished, test } from 'vitest';
import { RETENTION_MS } from '../../src/temporal/retention-time.ts';
import { checkRetention } from '../../src/temporal/retention.ts';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import { DAY_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { denyingProxy } from './denying-proxy.ts';
import { keepFor, namespaceKeeping, retentionOf } from './kept-namespace.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const address = inject('temporalAddress');

const UNKNOWN = {
  result: 'unknown',
  why: 'It could not be checked that namespace default keeps closed purchases for at least 720 hours: the server does not say.',
};

test.each([
  { keeps: 'a day', retentionMs: DAY_MS, hours: '24' },
  { keeps: 'a second less than 30 days', retentionMs: 30 * DAY_MS - SECOND_MS, hours: '719.99' },
])(
  'a configured namespace that keeps closed purchases for $keeps is too short, is told how to mend it, and stays as it is',
  async ({ retentionMs, hours }) => {
    const namespace = await namespaceKeeping(retentionMs, address);

    const check = await checkRetention({ address }, namespace);

    expect(check).toEqual({
      result: 'too_short',
      retentionMs,
      why:
        `Namespace ${namespace} keeps closed purchases for ${hours} hours and at least 720 are needed: ` +
        `run \`temporal operator namespace update --namespace ${namespace} --retention 720h\` and start again.`,
    });
    expect(await retentionOf(namespace, address)).toBe(retentionMs);
  },
);

test.each([
  { keeps: 'exactly 30 days', retentionMs: 30 * DAY_MS },
  { keeps: 'a year', retentionMs: 365 * DAY_MS },
])('a configured namespace that keeps them for $keeps is long enough', async ({ retentionMs }) => {
  const namespace = await namespaceKeeping(retentionMs, address);

  expect(await checkRetention({ address }, namespace)).toEqual({ result: 'long_enough' });
  expect(await retentionOf(namespace, address)).toBe(retentionMs);
});

test.for([
  { status: GRPC.PERMISSION_DENIED, name: 'PERMISSION_DENIED' },
  { status: GRPC.UNIMPLEMENTED, name: 'UNIMPLEMENTED' },
])('a server that answers $name to the question is not called too short', async ({ status }, context) => {
  const proxy = await denyingProxy(address, 'DescribeNamespace', status, context);

  expect(await checkRetention({ address: proxy }, 'default')).toEqual(UNKNOWN);
});

test.for([
  {
    what: 'a namespace that does not exist',
    namespace: 'never-made',
    status: undefined,
    words: 'it has no namespace never-made: ',
  },
  {
    what: 'a server that does not know who asks',
    namespace: 'default',
    status: GRPC.UNAUTHENTICATED,
    words: 'it does not take our credentials: ',
  },
])('$what is an error, not a retention that is unknown', async ({ namespace, status, words }, context) => {
  const asked =
    status === undefined ? address : await denyingProxy(address, 'DescribeNamespace', status, context);

  const failure: unknown = await checkRetention({ address: asked }, namespace).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(NoTemporalServer);
  expect(failure).toHaveProperty('message', expect.stringContaining(words));
});

test('a server of ours starts with 30 days, and one whose namespace keeps less is raised; one that keeps more is left', async () => {
  const dataDir = temporaryFolder();
  const kept: number[] = [];
  for (const next of [DAY_MS, 40 * DAY_MS, 40 * DAY_MS]) {
    const server = await startTemporal({ dataDir, needs: 'any', say: () => undefined });
    onTestFinished(() => server.stop());
    kept.push(await retentionOf('default', server.address));
    await keepFor(next, 'default', server.address);
    await server.stop();
  }
  expect(kept).toEqual([RETENTION_MS, RETENTION_MS, 40 * DAY_MS]);
});
