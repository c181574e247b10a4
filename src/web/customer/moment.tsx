import type { Timestamp } from '../../contract/scalars.ts';
import { writeInstant, type Recipient } from '../../emails/rendering/instant.ts';

/** An instant in the customer's own zone and in UTC. */
export const Moment = ({ at, recipient }: { at: Timestamp; recipient: Recipient }) => {
  const { local, utc } = writeInstant(at, recipient);
  return (
    <>
      <time datetime={at}>{local ?? utc}</time>
      {local !== undefined && <small class="utc"> {utc}</small>}
    </>
  );
};
