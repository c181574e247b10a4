import type { Timestamp } from '../../contract/scalars.ts';
import { writeInstant } from '../../emails/rendering/instant.ts';
import type { Reader } from './reader.ts';

/** An instant in the customer's own zone and in UTC. */
export const Moment = ({ at, reader }: { at: Timestamp; reader: Reader }) => {
  const { local, utc } = writeInstant(at, reader);
  return (
    <>
      <time datetime={at}>{local ?? utc}</time>
      {local !== undefined && <small class="utc"> {utc}</small>}
    </>
  );
};
