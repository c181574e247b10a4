import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'test/histories';

interface RecordedEvent {
  eventId: string;
  eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  activityTaskCompletedEventAttributes?: { scheduledEventId: string };
}

const is = ({ eventType }: RecordedEvent, ...names: string[]): boolean =>
  names.some((name) => eventType === `EVENT_TYPE_${name}`);

const COMMANDS = [
  'TIMER_STARTED',
  'TIMER_CANCELED',
  'ACTIVITY_TASK_SCHEDULED',
  'MARKER_RECORDED',
  'WORKFLOW_PROPERTIES_MODIFIED',
  'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
  'WORKFLOW_EXECUTION_COMPLETED',
];

/** What tasks without a command have handled, by name. */
function handledWithoutCommand(events: readonly RecordedEvent[]): string[] {
  const scheduled = new Map(events.map((event) => [event.eventId, event]));
  const nameOf = (event: RecordedEvent): string[] => {
    if (is(event, 'WORKFLOW_EXECUTION_SIGNALED', 'TIMER_FIRED')) return [event.eventType];
    const completed = event.activityTaskCompletedEventAttributes;
    const activity = completed && scheduled.get(completed.scheduledEventId);
    return [activity?.activityTaskScheduledEventAttributes?.activityType.name ?? []].flat();
  };
  const found: string[] = [];
  let since = 0;
  let started = 0;
  for (const [at, event] of events.entries()) {
    // What comes while a task is under way belongs to the next one.
    if (is(event, 'WORKFLOW_TASK_STARTED')) started = at;
    if (!is(event, 'WORKFLOW_TASK_COMPLETED')) continue;
    const next = events[at + 1];
    if (next && !is(next, ...COMMANDS)) found.push(...events.slice(since, started).flatMap(nameOf));
    since = started;
  }
  return found;
}

const histories = readdirSync(FOLDER).flatMap((folder) =>
  readdirSync(`${FOLDER}/${folder}`).map((file) => `${folder}/${file}`),
);

test.each(histories)(
  '%s: a task without a command, which a replay may take for one with the next, has handled a write to the ledger at most',
  (file) => {
    const { events } = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { events: RecordedEvent[] };
    const handled = handledWithoutCommand(events);
    expect(handled.filter((name) => name !== 'recordPurchase')).toEqual([]);
  },
);
