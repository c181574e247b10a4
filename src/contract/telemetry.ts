import type { Attention, Stage, TimelineEntry } from './status.ts';

/**
 * What a purchase reports to the worker that runs it, as sinks of the SDK. Ids and clauses only. Nothing depends on it:
 * a call can come twice when a workflow task is tried again, and is lost with the worker.
 */
// A type, for an interface has no index signature and would not count as the SDK's `Sinks`.
export type PurchaseSinks = {
  purchase: {
    /** Its stage and what needs attention: after each change, and again when a worker takes it into memory. */
    stands(stage: Stage, attention: Attention['step'][]): void;
    /** A new entry of its timeline. Not repeated on replay. */
    noted(entry: TimelineEntry): void;
    /** A deadline or a reminder was carried out this late. Not repeated on replay. */
    wokeLate(stage: Stage, latenessMs: number): void;
  };
};
