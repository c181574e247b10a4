import { workflowIdOf } from '../../src/contract/ids.ts';
import { playOn, type Play } from '../../dev/rig/play.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import { workflowNow } from '../../src/temporal/workflow-clock.ts';
import type { FaultRig } from './fault-rig.ts';
import { originalOf } from './money-faults.ts';
import { patience } from './patience.ts';

/** More deadlines than any purchase can have ahead of it. */
const MOST_ROUNDS = 60;

/** With everything mended: people do what only people can do, clocks do the rest, until all of a payment is closed. */
export async function driveToTheEnd(rig: FaultRig, original: string): Promise<void> {
  const { shopData } = rig.sandbox;
  const driven = new Set<string>();
  for (;;) {
    const next = Object.values(shopData.purchases).find(
      ({ order }) => !driven.has(order.purchaseId) && originalOf(shopData, order.purchaseId) === original,
    );
    if (!next) return;
    driven.add(next.order.purchaseId);
    await drive(rig, playOn(rig, next.order, patience(rig, { sitsOutBackOffs: false })));
  }
}

async function drive(rig: FaultRig, play: Play): Promise<void> {
  const workflow = { namespace: rig.namespace, workflowId: workflowIdOf(play.purchaseId) };
  const { workflow: client, workflowService } = rig.temporal;
  const handle = client.getHandle(workflow.workflowId);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await play.idle();
    if ((await handle.describe()).status.name !== 'RUNNING') return;
    rig.sandbox.shop.releaseRefund(originalOf(rig.sandbox.shopData, play.purchaseId));
    const status = await play.status();
    const by = { kind: 'support', id: 'agent_random' } as const;
    const stuck = status.needsAttention.find(({ reason }) => reason === 'notice_undelivered');
    if (stuck && status.stage !== 'closed') {
      await play.ask('correctContact', by, { email: 'right@customer.example' });
    }
    const step = status.needsAttention
      .map((each) => each.step)
      .find((each) => each !== 'review' && each !== 'notice');
    if (step === 'cancel' || step === 'refund' || step === 'replacement') {
      await play.ask('settleByHand', by, { step, action: 'retry', note: 'It is mended.' });
    }
    const overdue = status.needsAttention.some(({ reason }) => reason === 'review_overdue');
    if (overdue) {
      await play.ask('decideClaim', by, { decision: 'approve', note: 'We were late.' });
      continue;
    }
    const now = await workflowNow(workflowService, workflow);
    const at = status.nextDeadline ? Date.parse(status.nextDeadline.at) : now;
    await play.pass(Math.max(at - now, 0) + 2 * MINUTE_MS);
  }
  throw new Error(`${play.purchaseId} does not come to an end`);
}
