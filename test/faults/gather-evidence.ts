import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import type { Evidence, Lived } from './records-agree.ts';
import type { FaultRig } from './fault-rig.ts';
import { longTasksOf } from './long-tasks.ts';
import type { PublishedEvents } from './feed-faults.ts';
import { ledgerRecord } from './ledger-record.ts';

const AT_A_TIME = 16;

/** How often everything is looked at again because a deadline came meanwhile. On a busy machine one look takes long. */
const MOST_LOOKS = 5;

/**
 * Asks Temporal for every purchase at the shop, and reads the ledger and what has arrived, all as of one state: what a
 * purchase does while others are looked at would seem to be a difference. Needs a worker.
 */
export async function gatherEvidence(rig: FaultRig): Promise<Evidence> {
  let evidence = await lookOnce(rig);
  for (let looks = 1; looks < MOST_LOOKS && (await hasMoved(rig, evidence)); looks += 1) {
    await rig.flush();
    evidence = await lookOnce(rig);
  }
  return evidence;
}

/** Whether a purchase that was open is not as it was. */
async function hasMoved(rig: FaultRig, { lives }: Evidence): Promise<boolean> {
  const open = lives.filter(({ state }) => state === 'open');
  for (let at = 0; at < open.length; at += AT_A_TIME) {
    const now = await Promise.all(
      open.slice(at, at + AT_A_TIME).map(({ purchaseId }) => livedOf(rig, purchaseId)),
    );
    const before = open.slice(at, at + AT_A_TIME);
    if (
      now.some(({ state, status }, n) => state !== 'open' || status?.revision !== before[n]?.status?.revision)
    ) {
      return true;
    }
  }
  return false;
}

async function lookOnce(rig: FaultRig): Promise<Evidence> {
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
    published: { feed: await feedOf(rig.ledger), received: rig.webhooks.received },
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

const feedOf = (ledger: Ledger): Promise<PublishedEvents['feed'][number][]> =>
  ledger
    .selectFrom('events')
    .select(['sequence', 'event_id as id', 'type', 'purchase_id as purchaseId'])
    .orderBy('sequence')
    .execute();
