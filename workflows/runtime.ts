// What a purchase has around it: its clock, the patches of its history, and who watches it.
import { patched, proxySinks, setCurrentDetails } from '@temporalio/workflow';
import type { Instant } from '../src/contract/scalars.ts';
import type { PurchaseSinks } from '../src/contract/telemetry.ts';
import type { Fixed, Life } from './life.ts';

/** All that handlers need from outside, so that a copy of a purchase can be tried without a trace. */
export interface Runtime extends Fixed<Pick<PurchaseSinks['purchase'], 'stands' | 'noted' | 'wokeLate'>> {
  readonly now: () => Instant;
  readonly patched: (id: string) => boolean;
  /** For the Temporal UI. */
  readonly showDetails: (details: string) => void;
}

const { purchase: sinks } = proxySinks<PurchaseSinks>();

/** Of the purchase itself. Sinks return nothing, so nothing in the workflow can depend on them. */
export const RUNNING: Runtime = {
  now: () => Date.now(),
  patched,
  showDetails: setCurrentDetails,
  stands: (stage, attention) => sinks.stands(stage, attention),
  noted: (entry) => sinks.noted(entry),
  wokeLate: (stage, latenessMs) => sinks.wokeLate(stage, latenessMs),
};

/** Of a copy that is tried at an instant. A request that came now would not be a replay, so each patch would be in. */
export const triedAt = (at: Instant): Runtime => ({
  now: () => at,
  patched: () => true,
  showDetails: () => undefined,
  stands: () => undefined,
  noted: () => undefined,
  wokeLate: () => undefined,
});

export const nowOf = ({ runtime }: Life): Instant => runtime.now();
