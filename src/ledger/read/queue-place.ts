import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Timestamp } from '../../contract/scalars.ts';
import { id } from '../../contract/validation/scalars.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { cursor } from './page.ts';

/** The kinds of entries. At the same instant they are in this order. */
const KINDS = ['case', 'purchase'] as const;
export type QueueKind = (typeof KINDS)[number];

/** A place in the queue. Kinds share one order, so that a page can end between any two entries. */
export interface Place {
  at: Timestamp;
  kind: QueueKind;
  id: string;
}

export const placeWords = ({ at, kind, id: name }: Place): readonly string[] => [at, kind, name];

export const after = cursor(([at, kind, name, ...more]): Place | undefined => {
  const known = KINDS.find((word) => word === kind);
  const read = { at: readWith(timestamp, at), id: readWith(id, name) };
  if (known === undefined || !read.at.ok || !read.id.ok || more.length > 0) return undefined;
  return { at: read.at.value, kind: known, id: read.id.value };
});

/** Which entries of `kind` come after `place`. `at` and `key`: their columns. */
export function comesAfter(
  place: Place,
  kind: QueueKind,
  at: RawBuilder<unknown>,
  key: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const instant = sql`${place.at}::timestamptz`;
  if (place.kind === kind) return sql`(${at}, ${key}) > (${instant}, ${place.id}::text)`;
  return KINDS.indexOf(place.kind) < KINDS.indexOf(kind) ? sql`${at} >= ${instant}` : sql`${at} > ${instant}`;
}

/** For sorting: below 0 if `one` comes first. */
export const inQueueOrder = (one: Place, other: Place): number =>
  Date.parse(one.at) - Date.parse(other.at) ||
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
  (one.id < other.id ? -1 : 1);
