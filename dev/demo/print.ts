import { moneyWords } from '../../src/wording/money.ts';
import { timelineLines } from '../../src/wording/timeline-lines.ts';
import type { Journey } from './journeys.ts';
import type { Performance } from './perform.ts';

/** A journey with its timeline, its end, and what differs from what it expects. */
export function performanceLines(journey: Journey, seen: Performance): string[] {
  const mark = seen.differences.length === 0 ? '✓' : '✗';
  const money = seen.refunds.map((refund) => `${moneyWords(refund)} back`);
  const ends = [`${seen.outcome} by ${seen.clause}`, ...money, `${seen.historyEvents} events`];
  return [
    '',
    `${mark} ${journey.name}: ${journey.title}`,
    ...timelineLines(seen.timeline),
    `  → ${ends.join(', ')}`,
    ...seen.differences.map((difference) => `  ✗ ${difference}`),
  ];
}
