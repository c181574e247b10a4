import proto from '@temporalio/proto';
import type { Timestamp } from '../../src/contract/scalars.ts';

const { EventType } = proto.temporal.api.enums.v1;

/** When a workflow task started, and when the last of those that followed it without an event between them did. */
export type LongTasks = ReadonlyMap<Timestamp, Timestamp>;

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/**
 * Workflow tasks that took so long, because their local activity did, that the SDK went on in another one. A replay takes
 * them all for the last, so what was noted in the first then has the instant of the last (SDK 1.24).
 */
export function longTasksOf(history: readonly HistoryEvent[]): LongTasks {
  const tasks = new Map<Timestamp, Timestamp>();
  let chain: Timestamp[] = [];
  let before: HistoryEvent['eventType'];
  for (const { eventType, eventTime } of history) {
    const goesOn =
      eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED &&
      before === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
    if (eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED) {
      const at = new Date(Number(eventTime?.seconds) * 1_000 + Math.floor(Number(eventTime?.nanos) / 1e6));
      for (const earlier of chain) tasks.set(earlier, at.toISOString());
      chain.push(at.toISOString());
    } else if (eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED && !goesOn) chain = [];
    before = eventType;
  }
  return tasks;
}
