import { Client, WorkflowNotFoundError, type WorkflowClientInterceptor } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { NoAnswerError } from '../../src/client/no-answer.ts';
import { PAYLOAD_CONVERTER_PATH } from '../../worker/bundle.ts';
import { purchaseMetrics } from '../../worker/metrics.ts';
import { noopMetricMeter } from '@temporalio/common';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { anOrder } from './an-order.ts';

const by = { kind: 'support', id: 'agent-7' } as const;

let rig: TestRig;
beforeAll(async () => {
  rig = await testRig();
});
afterAll(() => rig.stop());

interface Watched {
  returns: ReturnsClient;
  /** Requests that went to the server, and the most of them that were under way at once. */
  sent: { count: number; atOnce: number };
}

/** A client of its own, whose requests are counted, after `before` has held or refused them. */
function watched(
  options: { taskQueue?: string; answerTimeoutMs?: number } = {},
  before?: () => Promise<void>,
): Watched {
  const sent = { count: 0, atOnce: 0 };
  let underWay = 0;
  const counting: WorkflowClientInterceptor = {
    async startUpdate(input, next) {
      await before?.();
      sent.count += 1;
      underWay += 1;
      sent.atOnce = Math.max(sent.atOnce, underWay);
      try {
        return await next(input);
      } finally {
        underWay -= 1;
      }
    },
  };
  const { connection } = rig.temporal;
  const { namespace } = rig;
  const client = new Client({ connection, namespace, interceptors: { workflow: [counting] } });
  return { returns: createReturnsClient({ client, taskQueue: rig.taskQueue, ...options }), sent };
}

test('of 60 requests at once each is answered, no more than 4 are under way, and the history replays', async () => {
  const { returns, sent } = watched({ answerTimeoutMs: 60_000 });
  const order = anOrder('p-in-flight-60');
  await returns.openPurchase(order);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      returns.correctContact(order.purchaseId, { by, email: `ada${n}@example.org` }),
    ),
  );
  expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
  expect(sent).toEqual({ count: 60, atOnce: 4 });

  const history = await rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId)).fetchHistory();
  const replays = Worker.runReplayHistories(
    {
      workflowBundle: { codePath: inject('bundlePath') },
      dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
      sinks: purchaseMetrics(noopMetricMeter, 1).sinks,
    },
    [{ workflowId: workflowIdOf(order.purchaseId), history }],
  );
  for await (const { error } of replays) expect(error).toBeUndefined();
});

test('the wait for its turn is part of the time for an answer: without one a request is not made, nor filed', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const order = anOrder('p-in-flight-turn');
  // By a client that waits longer: on a busy machine a second is little for an opening.
  await rig.returns.openPurchase(order);
  const { returns, sent } = watched({ answerTimeoutMs: 1_000 }, () => released);
  const ask = (n: number) =>
    returns
      .correctContact(order.purchaseId, { by, email: 'ada@example.org' }, { requestId: `r-${n}` })
      .catch((error: unknown) => error);
  const [first, second, third, fourth, fifth, sixth] = [1, 2, 3, 4, 5, 6].map(ask);
  for (const late of [await fifth, await sixth]) expect(late).toBeInstanceOf(NoAnswerError);
  expect(await fifth).toMatchObject({ requestId: 'r-5', cause: { name: 'NoTurnError' } });
  expect(sent).toEqual({ count: 0, atOnce: 0 });

  release();
  await Promise.all([first, second, third, fourth]);
  expect(sent.count).toBe(4);
});

test('a request that Temporal did not find the open purchase for is to be repeated, and is not told that it closed', async () => {
  const order = anOrder('p-in-flight-reset');
  await rig.returns.openPurchase(order);
  const { returns, sent } = watched({}, () =>
    Promise.reject(new WorkflowNotFoundError('update not found', workflowIdOf(order.purchaseId), undefined)),
  );
  const request = returns.correctContact(
    order.purchaseId,
    { by, email: 'ada@example.org' },
    { requestId: 'r-1' },
  );
  await expect(request).rejects.toBeInstanceOf(NoAnswerError);
  await expect(request).rejects.toMatchObject({ requestId: 'r-1', cause: { name: 'StillOpenError' } });
  expect(sent.count).toBe(0);
});
