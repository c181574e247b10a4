import type { Attention, Stage, TimelineEntry } from './status.ts';

/**
 * What a purchase tells the worker it lives in, as sinks of the SDK. Ids and clauses only. Nothing depends on it:
 * a call can come twice when a workflow task is tried again, and is lost with the worker.
 */
// A type, for an interface has no index signature and would not count as the SDK's `Sinks`.
export type PurchaseSinks = {
  purchase: {
    /** Where it stands, after each change, and again when a worker takes it into its memory. */
    stands(stage: Stage, attention: Attention['step'][]): void;
    /** A new entry of its timeline. Not again on replay. */
    noted(entry: TimelineEntry): void;
    /** A deadline or a reminder came, this late. Not again on replay. */
    wokeLate(stage: Stage, latenessMs: number): void;
  };
};
