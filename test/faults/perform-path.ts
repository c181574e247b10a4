import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { openPlay } from '../../dev/rig/play.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import type { FaultRig } from './fault-rig.ts';
import { originalOf } from './money-faults.ts';
import type { MoneyPath } from './money-paths.ts';
import { patience } from './patience.ts';

const ROUNDS_OF_TRIES = 3;

/** Plays a path to its end, whatever is done to the worker meanwhile. */
export async function performPath(
  rig: FaultRig,
  path: MoneyPath,
  purchaseId: PurchaseId,
): Promise<MoneyPath['expected']> {
  const play = await openPlay(
    rig,
    { purchaseId },
    patience(rig, { sitsOutBackOffs: true, untilMailed: true }),
  );
  await path.play(play, rig);
  // A call that met trouble comes again after a back-off, which is part of no path. On a busy machine, a call may meet it for
  // ten minutes, and then has to wait for the next round.
  for (let hour = 0; hour < ROUNDS_OF_TRIES; hour += 1) {
    if ((await play.status()).result !== undefined) return endOf(rig, purchaseId);
    await play.pass(HOUR_MS);
  }
  const { stage, needsAttention, nextDeadline, result } = await play.status();
  if (result !== undefined) return endOf(rig, purchaseId);
  throw new Error(
    `${purchaseId} has not ended after its last act: ${JSON.stringify({ stage, needsAttention, nextDeadline })}`,
  );
}

/** How a payment ended, its replacements included, in the terms of what a path expects. */
async function endOf(rig: FaultRig, original: PurchaseId): Promise<MoneyPath['expected']> {
  const { shopData, inbox } = rig.sandbox;
  const chain = Object.keys(shopData.purchases).filter((id) => originalOf(shopData, id) === original);
  let result: PurchaseResult | undefined;
  for (const id of chain) {
    const handle = rig.temporal.workflow.getHandle(workflowIdOf(id));
    const { status } = await handle.describe();
    if (status.name === 'COMPLETED') result = (await handle.result()) as PurchaseResult;
  }
  if (result === undefined) throw new Error(`${original} has not ended after its last act`);
  const mails = inbox
    .messages()
    .filter(({ purchaseId }) => purchaseId !== null && chain.includes(purchaseId));
  const distinct = new Map(mails.map(({ messageId, template }) => [messageId, template]));
  return {
    outcome: result.outcome,
    clause: result.clause,
    refunds: Object.values(shopData.refunds)
      .filter(({ purchaseId, status }) => chain.includes(purchaseId) && status === 'confirmed')
      .map(({ amount, currency }) => ({ amount, currency })),
    replacements: chain.length - 1,
    // Sound: the Message-IDs are ours.
    emails: [...distinct.values()].map(String).toSorted() as MoneyPath['expected']['emails'],
  };
}
