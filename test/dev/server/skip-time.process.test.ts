import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../src/policy/duration.ts';
import { probeTimeSkipping } from '../../../dev/server/probe-time-skipping.ts';
import { skipTime, skipTo } from '../../../dev/server/skip-time.ts';
import { startTemporal } from '../../../dev/server/start-temporal.ts';
import type { TemporalServer } from '../../../dev/server/temporal-server.ts';
import { waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { workflowNow } from '../../../src/temporal/workflow-clock.ts';
import { deskActivities, letActivityEnd } from './desk-activities.ts';
import { fiveDays, fiveDaysAfterWork, heldUp, release, twoBackOffs, untilReleased } from './workflows.ts';

const taskQueue = 'skip-time';
let server: TemporalServer;
let connection: Connection;
let native: NativeConnection;
let client: Client;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startTemporal({
    dataDir: 'not used',
    ephemeral: true,
    needs: 'time_skipping',
    say: () => undefined,
  });
  connection = await Connection.connect(server.connectionOptions);
  native = await NativeConnection.connect(server.connectionOptions);
  client = new Client({ connection, namespace: server.namespace });
  worker = await Worker.create({
    connection: native,
    namespace: server.namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    activities: deskActivities,
  });
  running = worker.run();
}, 600_000);

afterAll(async () => {
  worker?.shutdown();
  await running;
  await native?.close();
  await connection?.close();
  await server?.stop();
});

test('five days pass in one jump: the workflow sees exactly its five days', async () => {
  const handle = await client.workflow.start(fiveDays, { taskQueue, workflowId: 'one-jump' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };
  const before = await workflowNow(connection.workflowService, workflow);

  const skip = await skipTime(connection.workflowService, { ...workflow, durationMs: 5 * DAY_MS });

  expect(skip.result).not.toBe('failed');
  const slept = await handle.result();
  expect(slept).toBeGreaterThanOrEqual(5 * DAY_MS);
  expect(slept).toBeLessThan(5 * DAY_MS + HOUR_MS);
  expect(before - Date.now()).toBeLessThan(SECOND_MS);
});

test('a jump that ends before the timer leaves the workflow waiting, its clock ahead of the host by the jump', async () => {
  const handle = await client.workflow.start(fiveDays, { taskQueue, workflowId: 'part-way' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  const skip = await skipTime(connection.workflowService, {
    ...workflow,
    durationMs: 5 * DAY_MS - HOUR_MS + 7,
  });

  const ahead = (await workflowNow(connection.workflowService, workflow)) - Date.now();
  expect(skip.result).toBe('arrived');
  expect(ahead).toBeGreaterThan(5 * DAY_MS - 2 * HOUR_MS);
  expect(ahead).toBeLessThanOrEqual(5 * DAY_MS - HOUR_MS + 7);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  const { events } = await handle.fetchHistory();
  expect(events?.filter((event) => event.timerFiredEventAttributes)).toEqual([]);
});

test('a jump asked for right after the start costs no extra workflow task', async () => {
  const handle = await client.workflow.start(fiveDays, { taskQueue, workflowId: 'no-extra-task' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  await skipTime(connection.workflowService, { ...workflow, durationMs: DAY_MS });

  const { events } = await handle.fetchHistory();
  expect(events?.filter((event) => event.workflowTaskStartedEventAttributes)).toHaveLength(1);
});

test('skipTo an instant arrives there and not a second later; an instant that is past adds no event', async () => {
  const handle = await client.workflow.start(fiveDays, { taskQueue, workflowId: 'to-instant' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };
  const target = Date.now() + 2 * DAY_MS;

  const skip = await skipTo(connection.workflowService, { ...workflow, instant: target });

  expect(skip.result).toBe('arrived');
  const now = await workflowNow(connection.workflowService, workflow);
  expect(now).toBeGreaterThanOrEqual(target);
  const events = (await handle.fetchHistory()).events?.length;
  await expect(
    skipTo(connection.workflowService, { ...workflow, instant: target - 1 }),
  ).resolves.toMatchObject({ result: 'arrived' });
  expect((await handle.fetchHistory()).events).toHaveLength(events ?? 0);
});

test('a workflow that ends on the way answers ended, and so does one that had ended before', async () => {
  const handle = await client.workflow.start(fiveDays, { taskQueue, workflowId: 'ends-on-the-way' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  const onTheWay = await skipTime(connection.workflowService, { ...workflow, durationMs: 9 * DAY_MS });
  const afterwards = await skipTime(connection.workflowService, { ...workflow, durationMs: DAY_MS });

  expect([onTheWay, afterwards]).toEqual([{ result: 'ended' }, { result: 'ended' }]);
});

test('a back-off of a failing activity is skipped and does not count as busy', async () => {
  const handle = await client.workflow.start(twoBackOffs, { taskQueue, workflowId: 'back-offs' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  await skipTime(connection.workflowService, { ...workflow, durationMs: DAY_MS + HOUR_MS });
  const between = await waitUntilIdle(connection.workflowService, workflow);
  await skipTime(connection.workflowService, { ...workflow, durationMs: DAY_MS });

  expect(between).toBe('idle');
  expect(await handle.result()).toBeGreaterThanOrEqual(2 * DAY_MS);
  expect(await waitUntilIdle(connection.workflowService, workflow)).toBe('closed');
});

test('no time passes while an activity runs: the jump says what is in its way, and ends once that is done', async () => {
  const handle = await client.workflow.start(heldUp, { taskQueue, workflowId: 'held-up' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  const skip = await skipTime(
    connection.workflowService,
    { ...workflow, durationMs: DAY_MS },
    { timeoutMs: 300 },
  );

  expect(skip).toEqual({
    result: 'failed',
    reason: 'not there after 300 ms; pending: the activity lastUntilLetGo (attempt 1)',
  });
  expect((await workflowNow(connection.workflowService, workflow)) - Date.now()).toBeLessThanOrEqual(HOUR_MS);
  letActivityEnd();
  expect(await waitUntilIdle(connection.workflowService, workflow)).toBe('idle');
  expect(await skipTime(connection.workflowService, { ...workflow, durationMs: 2 * DAY_MS })).toEqual({
    result: 'ended',
  });
});

test('an activity that ends just after the target of a jump does not take the clock on to the next timer', async () => {
  const lastsMs = 3_000;
  const jumps = Array.from({ length: 100 }, async (_, n) => {
    const workflowId = `ends-after-target-${n}`;
    const handle = await client.workflow.start(fiveDaysAfterWork, { taskQueue, workflowId, args: [lastsMs] });
    const workflow = { namespace: server.namespace, workflowId };
    const { workflowService } = connection;
    const skip = await skipTime(workflowService, { ...workflow, durationMs: HOUR_MS + lastsMs + 2 * n });
    await waitUntilIdle(workflowService, workflow);
    const { events } = await handle.fetchHistory();
    return {
      skip: skip.result,
      timersFired: events?.filter((event) => event.timerFiredEventAttributes).length,
    };
  });

  expect(await Promise.all(jumps)).toEqual(jumps.map(() => ({ skip: 'arrived', timersFired: 1 })));
});

test('a workflow that nobody works on is still busy, and the error says what is pending', async () => {
  const handle = await client.workflow.start(untilReleased, {
    taskQueue: 'nobody-listens',
    workflowId: 'no-worker',
  });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };

  const waiting = waitUntilIdle(connection.workflowService, workflow, { timeoutMs: 50 });

  await expect(waiting).rejects.toThrow(
    'no-worker is still busy after 50 ms: a workflow task (attempt 1) pending. Does a worker run?',
  );
  await handle.terminate();
});

test('after a signal the workflow is idle only once it has worked on it', async () => {
  const handle = await client.workflow.start(untilReleased, { taskQueue, workflowId: 'signalled' });
  const workflow = { namespace: server.namespace, workflowId: handle.workflowId };
  expect(await waitUntilIdle(connection.workflowService, workflow)).toBe('idle');

  await handle.signal(release);

  expect(await waitUntilIdle(connection.workflowService, workflow)).toBe('closed');
});

test('the probe finds time skipping, and leaves no workflow behind', async () => {
  const probe = await probeTimeSkipping(connection.workflowService, server.namespace);

  expect(probe).toEqual({ supported: true });
  await expect(client.workflow.getHandle('time-skipping-probe').describe()).rejects.toThrow('not found');
});
