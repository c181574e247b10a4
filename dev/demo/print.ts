import type { MailTemplate } from '../../src/contract/mail.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { hasPage, pageFor } from '../../src/wording/customer-pages.ts';
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
    ...timelineLines(seen.timeline.map(withPage)),
    `  → ${ends.join(', ')}`,
    ...seen.differences.map((difference) => `  ✗ ${difference}`),
  ];
}

/** A mail with the customer's page that its link opens, by the last part of its address. */
function withPage(entry: TimelineEntry): TimelineEntry {
  if (entry.event !== 'mail_accepted') return entry;
  // Sound: the workflow writes the template it sent.
  const template = entry.data?.['template'] as MailTemplate;
  if (!hasPage(template)) return entry;
  return { ...entry, data: { ...entry.data, opens: `/${pageFor(template)}` } };
}
