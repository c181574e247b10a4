import type { Instant } from '../src/contract/scalars.ts';
import { iso, note, type Life } from './life.ts';

/** P1. The window's end moves once, if an outage of ours took it from the customer. */
export function moveWindowEnd(life: Life, until: Instant): void {
  life.windowEndsAt = until;
  life.windowExtended = true;
}

/** The same outside the wait for the window's end, which notes it by itself. */
export function reopenWindow(life: Life, until: Instant): void {
  note(life, 'deadline_extended', { data: { missed: iso(life.windowEndsAt), reason: 'outage' } });
  moveWindowEnd(life, until);
}
