import type { Timestamp } from '../contract/scalars.ts';
import type { TimelineEntry } from '../contract/status.ts';

/** When the contact of a purchase was last corrected, by its timeline with the internal entries. */
export const lastCorrectionIn = (timeline: readonly TimelineEntry[]): Timestamp | undefined =>
  timeline.findLast(({ event }) => event === 'contact_corrected')?.at;
