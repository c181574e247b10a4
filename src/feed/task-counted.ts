import type { WorkflowService } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { workflowIdOf } from '../contract/ids.ts';
import type { RecordedTask } from '../ledger/read/events-due.ts';
import { failedWith, GRPC } from '../temporal/grpc-status.ts';
import { present } from '../contract/present.ts';

const Type = proto.temporal.api.enums.v1.EventType;
type EventType = proto.temporal.api.enums.v1.EventType;

const EVENTS_PER_PAGE = 10;

/**
 * `counted`: the server has taken what the workflow task did. `not_counted`: not yet, or never. `forgotten`: it does not
 * know the run.
 */
export type TaskState = 'counted' | 'not_counted' | 'forgotten';

/**
 * What became of the workflow task that a record is from. A snapshot can be written before its task has counted (ADR 34),
 * and a worker that dies in between takes the task along. A record names its task by the run and by the length of the
 * history, which is the id of the event with which the task started. If the server has taken the task, the next event says
 * so. An update can start a task without an event; if that task is lost, another one gets the same ids later. So the start
 * must not be later than the clock that the record was written by. Throws if the server cannot be asked.
 */
export async function taskStateOf(
  service: WorkflowService,
  namespace: string,
  { purchaseId, runId, historyLength, asOf }: RecordedTask,
): Promise<TaskState> {
  const execution = { workflowId: workflowIdOf(purchaseId), ...present({ runId }) };
  let nextPageToken = new Uint8Array();
  let next: EventType | undefined;
  try {
    do {
      const page = await service.getWorkflowExecutionHistoryReverse({
        namespace,
        execution,
        maximumPageSize: EVENTS_PER_PAGE,
        nextPageToken,
      });
      for (const { eventId, eventType, eventTime } of page.history?.events ?? []) {
        const id = Number(eventId);
        if (id > historyLength) next = eventType ?? undefined;
        else {
          const startedAt = Math.floor(optionalTsToMs(eventTime) ?? Infinity);
          const isTask =
            id === historyLength &&
            eventType === Type.EVENT_TYPE_WORKFLOW_TASK_STARTED &&
            next === Type.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
          return isTask && startedAt <= asOf.getTime() ? 'counted' : 'not_counted';
        }
      }
      nextPageToken = page.nextPageToken as Uint8Array<ArrayBuffer>;
    } while (nextPageToken.length > 0);
  } catch (error) {
    if (failedWith(error, GRPC.NOT_FOUND)) return 'forgotten';
    throw error;
  }
  return 'not_counted';
}
