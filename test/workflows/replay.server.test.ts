import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DeterminismViolationError } from '@temporalio/workflow';
import { noopMetricMeter } from '@temporalio/common';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { PAYLOAD_CONVERTER_PATH } from '../../worker/bundle.ts';
import { purchaseMetrics } from '../../worker/metrics.ts';
import { installTestRuntime } from './test-rig.ts';

const FOLDER = new URL('../histories/', import.meta.url);
const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const releases = readdirSync(FOLDER);
const recorded = releases.flatMap((release) =>
  readdirSync(new URL(`${release}/`, FOLDER)).map((file) => ({
    release,
    journey: file.replace(/\.json$/, ''),
  })),
);

interface RecordedEvent {
  workflowTaskCompletedEventId?: string;
  [attributes: string]: unknown;
}
interface History {
  events: RecordedEvent[];
}

const read = ({ release, journey }: { release: string; journey: string }): History =>
  JSON.parse(readFileSync(new URL(`${release}/${journey}.json`, FOLDER), 'utf8')) as History;

async function replayed(journey: string, history: History): Promise<ReplayResult['error']> {
  const replays = Worker.runReplayHistories(
    {
      workflowBundle: { codePath: inject('bundlePath') },
      dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
      sinks: purchaseMetrics(noopMetricMeter, 1).sinks,
    },
    [{ workflowId: `purchase:${journey}`, history }],
  );
  for await (const { error } of replays) return error;
  throw new Error('nothing was replayed');
}

/** The same event, `by` places later: so are all events from number `from` on to which it refers. */
function movedBy(by: number, event: RecordedEvent, from: number): RecordedEvent {
  const moved = JSON.stringify(event, (key, value: unknown) =>
    /(^e|E)ventId$/.test(key) && Number(value) >= from ? String(Number(value) + by) : value,
  );
  return JSON.parse(moved) as RecordedEvent;
}

const isActivity = (event: RecordedEvent | undefined): boolean =>
  event?.['activityTaskScheduledEventAttributes'] !== undefined;

describe('a purchase that is half-way through goes on with this code', () => {
  beforeAll(() => installTestRuntime());

  test('every journey has a recorded history of this version', () => {
    const names = recorded.filter(({ release }) => release === version).map(({ journey }) => journey);
    expect(names.toSorted()).toEqual(JOURNEYS.map(({ name }) => name).toSorted());
  });

  test.each(recorded)('$release $journey replays without a difference', async (each) => {
    expect(await replayed(each.journey, read(each))).toBeUndefined();
  });

  test('an event that was ignored for want of an instant stays ignored', async () => {
    const history = read({ release: version, journey: 'cancelled' });
    const at = history.events.findIndex((event) => event['activityTaskStartedEventAttributes']);
    const { activityTaskStartedEventAttributes: _, ...started } = history.events[at] ?? {};
    // While the activation is being cancelled. Taken, it would open the claim window, and nothing would return.
    const sms = { eventId: 'sms', occurredAt: 'yesterday' };
    const ignored: RecordedEvent = {
      ...started,
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
      workflowExecutionSignaledEventAttributes: {
        signalName: 'smsReceived',
        identity: 'recorded',
        input: {
          payloads: [
            {
              metadata: { encoding: Buffer.from('json/plain').toString('base64') },
              data: Buffer.from(JSON.stringify(sms)).toString('base64'),
            },
          ],
        },
      },
    };
    history.events = [
      ...history.events.slice(0, at),
      ignored,
      ...history.events.slice(at).map((event) => movedBy(1, event, at + 1)),
    ];
    expect(await replayed('cancelled', history)).toBeUndefined();
  });

  test('a re-ordered command is caught', async () => {
    const journey = 'defect-refund';
    const history = read({ release: version, journey });
    const at = history.events.findIndex((event, i) => isActivity(event) && isActivity(history.events[i + 1]));
    const [first, second] = history.events.slice(at, at + 2);
    if (!first || !second) throw new Error('the journey no longer asks for two things in one task');
    [first['activityTaskScheduledEventAttributes'], second['activityTaskScheduledEventAttributes']] = [
      second['activityTaskScheduledEventAttributes'],
      first['activityTaskScheduledEventAttributes'],
    ];
    expect(await replayed(journey, history)).toBeInstanceOf(DeterminismViolationError);
  });
});
