import type { Consequences } from '../../contract/preview.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import type { NextDeadline } from '../../contract/status.ts';
import type { Recipient } from '../../emails/rendering/instant.ts';
import { spanWords } from '../../wording/durations.ts';
import { CUSTOMER_DEADLINES } from '../../wording/for-customers.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { Moment } from './moment.tsx';
import { Amount } from './money.tsx';

/** What will follow from a request, as the purchase has answered it. `costs`: what the customer gives up, first. */
export const Follows = ({
  follows: { stage, money, clocks, nextDeadline, mails, result },
  costs,
  recipient,
}: {
  follows: Consequences;
  costs: string | undefined;
  recipient: Recipient;
}) => (
  <ul class="follows">
    {costs !== undefined && (
      <li>
        <strong>{costs}</strong>
      </li>
    )}
    {money?.kind === 'refund' && (
      <li>
        <Amount money={money.amount} recipient={recipient} /> goes back to you, the full price (clause{' '}
        {money.clause}).
        {money.unlessSms && ' Only if it turns out that a code had arrived after all, we look at it again.'}
      </li>
    )}
    {money?.kind === 'replacement' && (
      <li>You get a new number for the same service. Your money stays paid for it (clause C3a).</li>
    )}
    {stage === 'returning_funds' && money === undefined && (
      <li>
        Your money is going back already. We keep your claim until that is settled; until then it cannot be
        withdrawn.
      </li>
    )}
    {clocks.some(({ kind, change }) => kind === 'remediation' && change === 'resumes') && (
      <li>Our time to put it right runs again.</li>
    )}
    {clocks.some(({ kind, change }) => kind === 'remediation' && change === 'stops') && (
      <li>Our time to put it right ends: nobody works on it any more.</li>
    )}
    {nextDeadline && (
      <li>
        <Until deadline={nextDeadline} recipient={recipient} />
      </li>
    )}
    {result && <li>The purchase is closed then, and nothing more can be claimed for it.</li>}
    {mails.length > 0 && <li>We confirm it by mail.</li>}
  </ul>
);

/** A running deadline in one sentence. */
export const Until = ({
  deadline: { kind, at, provisional },
  recipient,
}: {
  deadline: NextDeadline;
  recipient: Recipient;
}) => (
  <>
    {CUSTOMER_DEADLINES[kind].until} <Moment at={at} recipient={recipient} />
    {provisional && ', or a little later: your time counts from our mail'}.
  </>
);

/** What runs now, what happens if nobody acts, and how long that is. `script` counts it down, if there is one. */
export const NextStep = ({
  whole: { stage, nextDeadline, asOf, replacement },
  recipient,
}: {
  whole: WholePurchase;
  recipient: Recipient;
}) => {
  if (nextDeadline === undefined) {
    return stage === 'in_review' ? (
      <section class="next" aria-label="Until when">
        <p>
          Our support is late. Your claim stays open: nothing is decided against you because time has passed,
          and you need not do anything.
        </p>
      </section>
    ) : (
      <></>
    );
  }
  return (
    <section class="next" aria-label="Until when">
      {stage === 'awaiting_choice' && replacement?.status === 'out_of_stock' && (
        <p>The new number that you chose could not be had, so you choose again.</p>
      )}
      <p>
        <Until deadline={nextDeadline} recipient={recipient} /> <TimeLeft at={nextDeadline.at} now={asOf} />
      </p>
      <p>{CUSTOMER_DEADLINES[nextDeadline.kind].silence}</p>
    </section>
  );
};

const TimeLeft = ({ at, now }: { at: Timestamp; now: Timestamp }) => {
  const leftMs = Date.parse(at) - Date.parse(now);
  if (leftMs <= 0) return <></>;
  return (
    <span class="left" data-left-ms={String(leftMs)}>
      {spanWords(leftMs)} left.
    </span>
  );
};
