import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { eachOf } from '../workload/drive.ts';

/** One event of a history, as far as the bench looks. */
export interface SeenEvent {
  /** `workflowTaskCompleted`. */
  kind: string;
  /** The server's clock, which is this machine's. Milliseconds. */
  at: number;
  /** Of a scheduled activity. */
  activity?: string | undefined;
  /** Of the end of an activity: the event that scheduled it. */
  scheduledBy?: number | undefined;
  id: number;
}

/** The histories of many workflows, in their order. Events of skipping time are left out. */
export async function historiesOf(
  client: Client,
  workflowIds: readonly string[],
  signal: AbortSignal,
): Promise<SeenEvent[][]> {
  const found: SeenEvent[][] = [];
  await eachOf(workflowIds, { atATime: 16, signal }, async (workflowId, index) => {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    found[index] = (events ?? []).flatMap((event) => {
      const attributes = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
      const kind = attributes?.replace('EventAttributes', '') ?? '';
      if (SKIPPING.has(kind)) return [];
      return [
        {
          kind,
          at: optionalTsToMs(event.eventTime) ?? 0,
          id: Number(event.eventId),
          activity: event.activityTaskScheduledEventAttributes?.activityType?.name ?? undefined,
          scheduledBy: scheduledBy(event.activityTaskCompletedEventAttributes?.scheduledEventId),
        },
      ];
    });
  });
  return found;
}

const SKIPPING = new Set(['workflowExecutionOptionsUpdated', 'workflowExecutionTimeSkippingTransitioned']);

const scheduledBy = (id: unknown): number | undefined =>
  id === undefined || id === null ? undefined : Number(id);

/** Workflow tasks that were done. */
export const tasksIn = (history: readonly SeenEvent[]): number =>
  history.filter(({ kind }) => kind === 'workflowTaskCompleted').length;

/** Workflow tasks that no worker took or finished in time. */
export const timeoutsIn = (history: readonly SeenEvent[]): number =>
  history.filter(({ kind }) => kind === 'workflowTaskTimedOut').length;

/** When the n-th workflow task (from 1) was done. Throws if it was not. */
export function taskDoneAt(history: readonly SeenEvent[], n: number): number {
  const done = history.filter(({ kind }) => kind === 'workflowTaskCompleted')[n - 1];
  if (done === undefined) throw new Error(`a history has no workflow task ${n}`);
  return done.at;
}

/** When the first activity of a type was done. Throws if it was not. */
export function activityDoneAt(history: readonly SeenEvent[], activity: string): number {
  const scheduled = history.find((event) => event.activity === activity);
  const done = history.find(
    ({ kind, scheduledBy: by }) => kind === 'activityTaskCompleted' && by === scheduled?.id,
  );
  if (scheduled === undefined || done === undefined) throw new Error(`a history has no ${activity} done`);
  return done.at;
}
