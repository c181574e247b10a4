import type { TimelineEntry } from '../contract/status.ts';
import { factWords } from './facts.ts';

/** The life of a purchase as lines: virtual time since the purchase, the clause, what happened, who did it, details. */
export function timelineLines(timeline: readonly TimelineEntry[]): string[] {
  const from = Date.parse(timeline[0]?.at ?? '');
  return timeline.map(({ at, event, actor, clause, data }) => {
    const { claimId: _claimId, ...told } = data ?? {};
    const words = event.replaceAll('_', ' ');
    const columns = [
      elapsed(Date.parse(at) - from),
      (clause ?? '').padEnd(3),
      words.padEnd(24),
      actor.padEnd(8),
    ];
    return `  ${columns.join('  ')}  ${factWords(told)}`.trimEnd();
  });
}

const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');

const elapsed = (ms: number): string => {
  const days = String(Math.floor(ms / 86_400_000)).padStart(3);
  return `${days} d ${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
};
