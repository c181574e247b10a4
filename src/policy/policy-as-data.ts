import type { ClauseId } from '../contract/clause-id.ts';
import { CLAUSES } from './clauses.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';
import { policyVersion, type PolicyVersion } from './versions.ts';

/** One version of the policy for other programs: every clause in plain words, and every number. */
export interface PolicyAsData {
  version: string;
  clauses: { id: ClauseId; title: string; plain: string }[];
  /** ISO 8601 durations, by the names of `PolicyVersion` without their unit. A list has one for each reminder. */
  periods: Record<string, string | string[]>;
  /** How often or how many, by the names of `PolicyVersion`. */
  counts: Record<string, number>;
}

/** `undefined` for an id that was never shipped. Always the same for one id, field by field and in the same order. */
export function policyAsData(id: string): PolicyAsData | undefined {
  const version = policyVersion(id);
  if (version === undefined) return undefined;
  const data: PolicyAsData = {
    version: id,
    clauses: Object.values(CLAUSES).map(({ id: clause, title, plain }) => ({ id: clause, title, plain })),
    periods: {},
    counts: {},
  };
  // Sound: the keys of the object.
  for (const name of Object.keys(version) as (keyof PolicyVersion)[]) {
    const value = version[name];
    if (typeof value === 'string') continue;
    const period = /^(\w+)Ms$/.exec(name)?.[1];
    if (typeof value !== 'number') data.periods[period ?? name] = value.map(durationWords);
    else if (period === undefined) data.counts[name] = value;
    else data.periods[period] = durationWords(value);
  }
  return data;
}

/** ISO 8601, e.g. `P5D`, `PT72H`, `PT20M`, `PT60S`: in days if it is whole days of more than 72 hours, as the policy speaks. */
export function durationWords(ms: number): string {
  if (ms % DAY_MS === 0 && ms > 72 * HOUR_MS) return `P${ms / DAY_MS}D`;
  if (ms % HOUR_MS === 0) return `PT${ms / HOUR_MS}H`;
  if (ms % MINUTE_MS === 0 && ms > MINUTE_MS) return `PT${ms / MINUTE_MS}M`;
  return `PT${ms / SECOND_MS}S`;
}
