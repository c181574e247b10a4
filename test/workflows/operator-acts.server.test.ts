import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay } from '../../dev/rig/play.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { sharedRig, type SharedRig } from './test-rig.ts';

let rig: SharedRig;
beforeAll(async () => {
  rig = await sharedRig();
});

test('a server of ours pauses no purchase: it is refused, and the purchase goes on', async () => {
  const play = await openPlay(rig);
  const { namespace, temporal } = rig;
  const workflowId = workflowIdOf(play.purchaseId);
  const identity = 'an operator';
  const pause = { namespace, workflowId, identity, reason: 'to look at it', requestId: randomUUID() };
  await expect(temporal.workflowService.pauseWorkflowExecution(pause)).rejects.toThrow(
    'pause is not enabled',
  );
  await play.pass(HOUR_MS);
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([{ amount: 149, currency: 'EUR' }]);
});

test('a deleted purchase is paid by nobody, and cannot be opened anew through our client', async () => {
  const play = await openPlay(rig);
  const workflowId = workflowIdOf(play.purchaseId);
  await rig.temporal.workflowService.deleteWorkflowExecution({
    namespace: rig.namespace,
    workflowExecution: { workflowId },
  });
  await expect
    .poll(
      () =>
        rig.temporal.workflow
          .getHandle(workflowId)
          .describe()
          .then(
            () => 'there',
            () => 'gone',
          ),
      {
        timeout: 30_000,
      },
    )
    .toBe('gone');
  expect(await rig.returns.openPurchase(play.order)).toEqual({ opened: true, already: true });
  await expect(
    rig.returns.smsReceived(play.purchaseId, rig.sandbox.shop.deliverSms(play.purchaseId)),
  ).rejects.toThrow('Temporal has lost it');
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
});
