import type { ClauseId } from '../../contract/clause-id.ts';
import type { Consequences } from '../../contract/preview.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import type { NextDeadline, Stage } from '../../contract/status.ts';
import { afterEvidenceSilence } from '../../policy/invalid-number.ts';
import { spanOf } from '../../wording/durations.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { Moment } from './moment.tsx';
import { Amount, Clause } from './money.tsx';
import type { Reader } from './reader.ts';
import type { PlainTextKey } from './texts/catalogue.ts';

/** What will follow from a request, as the purchase has answered it. `costs`: what the customer gives up, first. */
export const Follows = ({
  follows: { stage, money, clocks, nextDeadline, mails, result },
  costs,
  reader,
}: {
  follows: Consequences;
  costs: { words: string; clause?: ClauseId | undefined } | undefined;
  reader: Reader;
}) => {
  const { say, sayAround } = reader;
  return (
    <ul class="follows">
      {costs !== undefined && (
        <li>
          <strong>{costs.words}</strong>
          {costs.clause && (
            <>
              {' '}
              <Clause clause={costs.clause} reader={reader} />
            </>
          )}
        </li>
      )}
      {money?.kind === 'refund' && (
        <li>
          {sayAround('follows.refund', {
            money: <Amount money={money.amount} reader={reader} />,
            clause: <Clause clause={money.clause} reader={reader} />,
          })}
          {money.unlessSms && ` ${say('follows.unless_sms')}`}
        </li>
      )}
      {money?.kind === 'replacement' && (
        <li>{sayAround('follows.replacement', { clause: <Clause clause="C3a" reader={reader} /> })}</li>
      )}
      {stage === 'returning_funds' && money === undefined && <li>{say('follows.already_returning')}</li>}
      {clocks.some(({ kind, change }) => kind === 'remediation' && change === 'resumes') && (
        <li>{say('follows.remediation_resumes')}</li>
      )}
      {clocks.some(({ kind, change }) => kind === 'remediation' && change === 'stops') && (
        <li>{say('follows.remediation_stops')}</li>
      )}
      {nextDeadline && (
        <li>
          <Until deadline={nextDeadline} reader={reader} />
        </li>
      )}
      {result && <li>{say('follows.closes')}</li>}
      {mails.length > 0 && <li>{say('follows.mail')}</li>}
    </ul>
  );
};

/** A running deadline in one sentence. */
export const Until = ({
  deadline: { kind, at, provisional },
  reader,
}: {
  deadline: NextDeadline;
  reader: Reader;
}) => (
  <>
    {reader.sayAround(`deadline.${kind}.until`, {
      at: <Moment at={at} reader={reader} />,
      later: provisional ? reader.say('deadline.later') : '',
    })}
  </>
);

/** What there is to wait for where no deadline runs. */
const WITHOUT_DEADLINE: Readonly<Partial<Record<Stage, PlainTextKey>>> = {
  in_review: 'next.review_late',
  returning_funds: 'next.under_way',
  replacing: 'next.under_way',
};

/** What happens at a deadline if the customer does nothing. */
function silenceAt({ kind }: NextDeadline, claim: WholePurchase['claim']): PlainTextKey {
  if (kind !== 'evidence' || claim === undefined) return `deadline.${kind}.silence`;
  const { claimType, evidence } = claim;
  const isForfeited = afterEvidenceSilence({ claimType, evidenceCount: evidence.length }) === 'forfeited';
  return isForfeited ? 'deadline.evidence.silence_with_none' : 'deadline.evidence.silence';
}

/** What runs now, what happens if nobody acts, and how long that is. A script counts it down, if there is one. */
export const NextStep = ({
  whole: { stage, nextDeadline, asOf, replacement, claim },
  reader,
}: {
  whole: WholePurchase;
  reader: Reader;
}) => {
  const { say } = reader;
  if (nextDeadline === undefined) {
    const standing = WITHOUT_DEADLINE[stage];
    return standing === undefined ? (
      <></>
    ) : (
      <section class="next" aria-label={say('next.label')}>
        <p>{say(standing)}</p>
      </section>
    );
  }
  return (
    <section class="next" aria-label={say('next.label')}>
      {stage === 'awaiting_choice' && replacement?.status === 'out_of_stock' && (
        <p>{say('next.out_of_stock')}</p>
      )}
      <p>
        <Until deadline={nextDeadline} reader={reader} />{' '}
        <TimeLeft at={nextDeadline.at} now={asOf} reader={reader} />
      </p>
      <p>{say(silenceAt(nextDeadline, claim))}</p>
    </section>
  );
};

/** The script has no words of its own: it puts a time in the place of `{time}`. */
const TimeLeft = ({ at, now, reader: { say } }: { at: Timestamp; now: Timestamp; reader: Reader }) => {
  const leftMs = Date.parse(at) - Date.parse(now);
  if (leftMs <= 0) return <></>;
  return (
    <span
      class="left"
      data-left-ms={String(leftMs)}
      data-left={say('next.left', { time: '{time}' })}
      data-moment={say('duration.less_than_a_minute')}
      data-over={say('next.over')}
    >
      {say('next.left', { time: timeWords(leftMs, { say }) })}
    </span>
  );
};

/** A length of time: its two largest units. */
export function timeWords(ms: number, { say }: Pick<Reader, 'say'>): string {
  const [larger, smaller] = spanOf(ms).map(({ n, unit }) => say(`duration.${unit}`, { n }));
  if (larger === undefined || smaller === undefined) return larger ?? '';
  return say('duration.two_units', { larger, smaller });
}
