import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import type { Evidence, Lived } from './records-agree.ts';
import type { FaultRig } from './fault-rig.ts';
import { longTasksOf } from './long-tasks.ts';
import type { ToldEvents } from './feed-faults.ts';
import { ledgerRecord } from './ledger-record.ts';

const AT_A_TIME = 16;

/** Asks Temporal for every purchase at the shop, and reads the ledger and what has arrived. Needs a worker. */
export async function gatherEvidence(rig: FaultRig): Promise<Evidence> {
  await rig.webhooks.settled(rig.ledger);
  const { shopData, inbox } = rig.sandbox;
  const ids = Object.keys(shopData.purchases);
  const lives: Lived[] = [];
  for (let at = 0; at < ids.length; at += AT_A_TIME) {
    lives.push(...(await Promise.all(ids.slice(at, at + AT_A_TIME).map((id) => livedOf(rig, id)))));
  }
  return {
    shopData,
    mails: inbox.messages(),
    lives,
    ledger: await ledgerRecord(rig.ledger),
    deaths: rig.worker.deaths,
    lostAnswers: rig.mails.lostAnswers,
    told: { feed: await feedOf(rig.ledger), received: rig.webhooks.received },
  };
}

async function livedOf({ temporal, returns }: Rig, purchaseId: PurchaseId): Promise<Lived> {
  const handle = temporal.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const { status: execution } = await handle.describe();
    if (execution.name !== 'RUNNING' && execution.name !== 'COMPLETED')
      return { purchaseId, state: 'broken' };
    const found = await returns.status(purchaseId);
    const status = found.found ? { status: found.status } : {};
    if (execution.name === 'RUNNING') return { purchaseId, state: 'open', ...status };
    const result = (await handle.result()) as PurchaseResult;
    const { events } = await handle.fetchHistory();
    return { purchaseId, state: 'closed', result, ...status, longTasks: longTasksOf(events ?? []) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { purchaseId, state: 'unknown' };
    throw error;
  }
}

const feedOf = (ledger: Ledger): Promise<ToldEvents['feed'][number][]> =>
  ledger
    .selectFrom('events')
    .select(['sequence', 'event_id as id', 'type', 'purchase_id as purchaseId'])
    .orderBy('sequence')
    .execute();
