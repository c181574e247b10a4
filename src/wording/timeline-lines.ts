import type { TimelineEntry } from '../contract/status.ts';
import { DAY_MS } from '../policy/duration.ts';
import { timeOfDay } from './durations.ts';
import { factWords } from './facts.ts';
import { spaced } from './names.ts';

/** The life of a purchase as lines: virtual time since the purchase, the clause, what happened, who did it, details. */
export function timelineLines(timeline: readonly TimelineEntry[]): string[] {
  const from = Date.parse(timeline[0]?.at ?? '');
  return timeline.map(({ at, event, actor, clause, data }) => {
    const { claimId: _claimId, ...details } = data ?? {};
    const columns = [
      elapsed(Date.parse(at) - from),
      (clause ?? '').padEnd(3),
      spaced(event).padEnd(24),
      actor.padEnd(8),
    ];
    return `  ${columns.join('  ')}  ${factWords(details)}`.trimEnd();
  });
}

const elapsed = (ms: number): string => `${String(Math.floor(ms / DAY_MS)).padStart(3)} d ${timeOfDay(ms)}`;
