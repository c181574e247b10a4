import type { DeadlineKind, NextDeadline } from '../../contract/status.ts';
import { instantFieldOf } from './field-of.ts';

export interface NextDeadlineColumns {
  next_deadline_kind: DeadlineKind | null;
  next_deadline_at: Date | null;
  provisional: boolean | null | undefined;
  paused_since: Date | null | undefined;
}

export function nextDeadlineFrom(columns: NextDeadlineColumns): NextDeadline | undefined {
  const { next_deadline_kind: kind, next_deadline_at: at, provisional, paused_since } = columns;
  if (kind === null || at === null) return undefined;
  return {
    kind,
    at: at.toISOString(),
    ...instantFieldOf('pausedSince', paused_since),
    ...(provisional === true ? { provisional } : {}),
  };
}
