import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { budgetOf, journeysWithBudget, type Cost } from './budgets.ts';

interface RecordedEvent {
  eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

const SKIPPING = /_(?:OPTIONS_UPDATED|TIME_SKIPPING_TRANSITIONED)$/;

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

function costOf(journey: string): Cost {
  const file = `test/histories/${version}/${journey}.json`;
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events: RecordedEvent[] };
  return {
    events: events.filter(({ eventType }) => !SKIPPING.test(eventType)).length,
    tasks: events.filter(({ eventType }) => eventType.endsWith('WORKFLOW_TASK_COMPLETED')).length,
    writes: events.filter(
      ({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType.name === 'recordPurchase',
    ).length,
  };
}

test('every journey has a budget', () => {
  expect(journeysWithBudget().toSorted()).toEqual(JOURNEYS.map(({ name }) => name).toSorted());
  const recorded = readdirSync(`test/histories/${version}`).map((file) => file.replace(/\.json$/, ''));
  expect(recorded.toSorted()).toEqual(journeysWithBudget().toSorted());
});

test.each(journeysWithBudget())('%s costs what it may', (journey) => {
  expect(costOf(journey)).toEqual(budgetOf(journey));
});

test('nothing is written for support while no claim is open and nothing needs attention', () => {
  const plain = ['happy', 'timeout', 'cancelled', 'sms-during-cancel', 'reason-too-short'];
  for (const journey of plain) expect(costOf(journey).writes).toBe(0);
});
