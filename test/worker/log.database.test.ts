import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { orderActivities } from '../../activities/orders.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { temporalLogger } from '../../worker/log.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { always, hostileServer } from '../orders/hostile-server.ts';

type Line = Record<string, unknown>;

function openLog() {
  const lines: Line[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
  return { lines, logger: temporalLogger(pino({ level: 'info', base: null }, { write })) };
}

test('each try that fails is one warning that says what failed, without a word of the shop', async () => {
  const { lines, logger } = openLog();
  const secret = 'mail anna@example.com';
  const { url } = await hostileServer((response, { method }) =>
    (method === 'POST' ? always(200, { result: secret }) : always(401, { error: secret }))(response),
  );
  const activities = orderActivities({
    orders: httpOrderService({ url, token: 'hush-hush' }),
    ledger: await emptyLedger(),
    startPurchase: () => Promise.reject(new Error('a purchase was started')),
    attempt: () => 1,
  });
  const environment = new MockActivityEnvironment({}, { logger });
  const request = { purchaseId: 'p1', activationId: 'a1' };
  await expect(environment.run(activities.cancelActivation, request)).rejects.toThrow(ApplicationFailure);
  await expect(environment.run(activities.lookUpActivation, request)).rejects.toThrow(ApplicationFailure);
  expect(lines.map(({ level, error }) => ({ level, error }))).toEqual([
    {
      level: 40,
      error: {
        type: 'UnexpectedAnswer',
        message:
          "The order service's answer to cancel cannot be used: the field result is not one of " +
          'cancelled, sms_received, completed, too_early, not_cancellable.',
      },
    },
    {
      level: 40,
      error: {
        type: 'Unavailable',
        message: 'The order service gave no answer to lookUpActivation: status 401.',
      },
    },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/anna@example\.com|hush-hush/);
});

test('of any other error the log names kind and place, and not the message, which can quote data', () => {
  const { lines, logger } = openLog();
  logger.warn('broken', {
    error: new TypeError('anna@example.com is not a function'),
    workflowId: 'purchase:p1',
  });
  expect(lines).toMatchObject([{ msg: 'broken', workflowId: 'purchase:p1', error: { type: 'TypeError' } }]);
  expect(JSON.stringify(lines)).toContain('log.database.test.ts');
  expect(JSON.stringify(lines)).not.toContain('anna@example.com');
});
