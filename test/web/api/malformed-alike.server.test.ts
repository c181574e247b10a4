import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { beforeAll, expect, test } from 'vitest';
import { playOn } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import type { Problem } from '../../../src/contract/answers.ts';
import { claimIdOf, WORKFLOW_TYPE, workflowIdOf } from '../../../src/contract/ids.ts';
import type { UpdateName } from '../../../src/contract/updates.ts';
import { readPurchaseOrder } from '../../../src/contract/validation/purchase-order.ts';
import { readUpdate } from '../../../src/contract/validation/updates.ts';
import { pointerOf } from '../../../src/web/api/problems.ts';
import { ROUTES, type Route } from '../../../src/web/api/routes.ts';
import { pathsOf, withField } from '../../contract/change.ts';
import { fullOrder, fullUpdates, updateNames } from '../../contract/samples.ts';
import { json, rawMessages, taskQueueOf, type RawMessages } from '../../workflows/raw-messages.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
let raw: RawMessages;
let taskQueue: string;
let purchaseId: string;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
  raw = rawMessages(rig);
  taskQueue = await taskQueueOf(rig);
  const order = await openedBy(api, rig);
  ({ purchaseId } = order);
  const play = playOn(rig, order);
  await play.sms();
  const reason = 'The service says that this number is not valid.';
  const evidence = [{ evidenceId: 'e1' }];
  await play.customer('submitClaim', { claimType: 'invalid_number', reason, evidence });
});

const WRONG = {
  'is left out': undefined,
  'is a number': 7,
  'is an object': {},
  'is empty': '',
  'is too long': 'x'.repeat(5_000),
  'has a NUL': 'nul\0',
};

interface Changed {
  /** What is wrong, for the message of a failed test. */
  what: string;
  argument: unknown;
}

/** The sample with each of its fields left out and set to what it cannot be, where the result is malformed. */
function malformedOf(
  sample: unknown,
  known: readonly string[],
  isRead: (argument: unknown) => boolean,
): Changed[] {
  const paths = pathsOf(sample).filter((path) => !known.includes(path.split('.')[0] ?? ''));
  return paths
    .flatMap((path) =>
      Object.entries(WRONG).map(([how, value]) => ({
        what: `${path} ${how}`,
        argument: withField(sample, path, value),
      })),
    )
    .filter(({ argument }) => !isRead(argument));
}

/** Without what the path and the key say. */
function bodyOf(argument: unknown, known: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(argument as object).filter(([name]) => name !== '' && !known.includes(name)),
  );
}

/** As an answer by HTTP has them. */
const asErrors = (problems: readonly Problem[]) =>
  problems.map(({ field, message }) => ({ pointer: pointerOf(field), detail: message }));

const KNOWN = ['', 'by', 'claimId'];

test.each(updateNames)(
  'a malformed %s is told the same fields by HTTP and through Temporal',
  async (name) => {
    const wrong = malformedOf(fullUpdates[name], KNOWN, (argument) => readUpdate(name, argument).ok);
    expect(wrong.length).toBeGreaterThanOrEqual(3);
    const { method, path, roles }: Route = ROUTES[name];
    const at = path.replace(':purchaseId', purchaseId).replace(':claimId', claimIdOf(purchaseId, 1));
    const key = api.keys[roles.includes('service') ? 'service' : 'approver'];
    const before = await rig.returns.status(purchaseId);
    for (const { what, argument } of wrong) {
      const byHttp = await api.call(method, at, { key, body: bodyOf(argument, KNOWN) });
      const natively = await failureOf(name, argument);
      expect({ what, status: byHttp.status, errors: byHttp.body['errors'] }).toEqual({
        what,
        status: 422,
        errors: asErrors(natively),
      });
      expect(natively).not.toEqual([]);
    }
    expect(await rig.returns.status(purchaseId)).toEqual(before);
  },
);

/** What the purchase answers to an update that any client sends. */
async function failureOf(name: UpdateName, argument: unknown): Promise<Problem[]> {
  const outcome = await raw.update(purchaseId, name, [json(argument)]);
  if (!('failure' in outcome)) throw new Error(`taken: ${JSON.stringify(outcome)}`);
  expect(outcome.failure.type).toBe('InvalidInput');
  return outcome.failure.details[0] as Problem[];
}

test('a malformed order is told the same fields by HTTP and through Temporal', async () => {
  const { replaces: _replaces, ...order } = fullOrder;
  const isRead = (argument: unknown): boolean => readPurchaseOrder(argument).ok;
  const wrong = malformedOf(order, ['', 'purchaseId'], isRead);
  expect(wrong.length).toBeGreaterThan(30);
  for (const [n, { what, argument }] of wrong.entries()) {
    const id = `malformed-${process.pid}-${n}`;
    const byHttp = await api.call('PUT', `/v1/purchases/${id}`, {
      key: api.keys.service,
      body: bodyOf(argument, ['', 'purchaseId']),
    });
    await raw.start(taskQueue, WORKFLOW_TYPE, id, { ...(argument as object), purchaseId: id });
    const result = rig.temporal.workflow.getHandle(workflowIdOf(id)).result();
    const error: unknown = await result.catch((thrown: unknown) => thrown);
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    expect(error.cause.type).toBe('InvalidInput');
    const [problems] = error.cause.details as [Problem[]];
    expect({ what, status: byHttp.status, errors: byHttp.body['errors'] }).toEqual({
      what,
      status: 422,
      errors: asErrors(problems),
    });
    expect(problems).not.toEqual([]);
  }
});
