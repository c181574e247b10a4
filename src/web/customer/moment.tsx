import type { Timestamp } from '../../contract/scalars.ts';
import { writeInstant } from '../../emails/rendering/instant.ts';
import type { Reader } from './reader.ts';

/** An instant in the customer's own zone and in UTC. Where both have the same day, it is said once. */
export const Moment = ({ at, reader }: { at: Timestamp; reader: Reader }) => {
  const { local, utc } = writeInstant(at, reader);
  return (
    <>
      <time datetime={at}>{local ?? utc}</time>
      {local !== undefined && <small class="utc">{` ·\u00a0${withoutDayOf(local, utc)}`}</small>}
    </>
  );
};

/** `Friday, 4 December 2026, 13:21 UTC` beside a local time of that day: `13:21 UTC`. */
function withoutDayOf(local: string, utc: string): string {
  const day = utc.slice(0, utc.lastIndexOf(', ') + 2);
  return local.startsWith(day) ? utc.slice(day.length) : utc;
}
