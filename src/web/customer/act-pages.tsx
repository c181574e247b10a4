import type { WhyRefused } from '../../contract/answers.ts';
import type { EvidenceId, Timestamp } from '../../contract/scalars.ts';
import type { Consequences, Option } from '../../contract/preview.ts';
import { REASON_SHORTEST } from '../../contract/text-bounds.ts';
import { LINK_GRACE_DAYS } from '../../links/customer-links.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import type { Html } from '../parts/html.ts';
import { addressOf } from './address.ts';
import { Hidden } from './field.tsx';
import { Follows, NextStep } from './follows.tsx';
import { framed } from './frame.tsx';
import { Summary } from './fault-summary.tsx';
import { Moment } from './moment.tsx';
import { headlineFor, MoneySentence } from './money.tsx';
import { picturesIn, picturesPage, Thumbnails } from './pictures.tsx';
import { TroubleChoice, type Question, type Remedies, type Typed } from './questions.tsx';
import type { Reader } from './reader.ts';
import { troubleOfClaim } from './troubles.ts';
import type { Visitor } from './visitor.ts';

export interface Place {
  visitor: Visitor;
  question: Question;
  /** The rest of the address. */
  kind: string;
  /** The pictures of this purchase that wait for a claim. Absent: none can be sent here. */
  pictures?: readonly EvidenceId[] | undefined;
  /** Whether one of them was taken out just now. */
  isRemoved?: boolean;
  /** What each remedy would do, where they are chosen between. */
  remedies?: Remedies | undefined;
}

const actionOf = ({ visitor, question, kind }: Place): string =>
  addressOf(visitor.whole.purchaseId, kind === '' ? question.page : `${question.page}/${kind}`);

/** Asks. `faults`: what was wrong with what was sent. */
export function questionPage(place: Place, { typed, faults }: { typed: Typed; faults: Typed }): Html {
  const { visitor, question, kind, pictures, remedies, isRemoved } = place;
  const { whole, reader, formToken } = visitor;
  const { say } = reader;
  if (question.update === 'addEvidence') {
    const to = { page: question.page, typed: {}, asked: String(whole.revision) };
    return picturesPage(visitor, { pictures: pictures ?? [], to, faults, isRemoved });
  }
  const title = say(question.title(kind));
  return framed({
    reader,
    title,
    isWrong: Object.keys(faults).length > 0,
    backTo: whole.purchaseId,
    children: (
      <>
        <Summary faults={faults} reader={reader} />
        <h1>{title}</h1>
        {/* By when this is answered, and what happens if it is not. */}
        {whole.nextDeadline?.kind === question.page && <NextStep whole={whole} reader={reader} />}
        <form method="post" action={actionOf(place)} novalidate>
          <Hidden values={{ form: formToken, step: 'check', asked: String(whole.revision) }} />
          {question.fields({ whole, kind, typed, faults, pictures, remedies, reader })}
          <button>{say('form.continue')}</button>
        </form>
      </>
    ),
  });
}

/** Asks which kind of trouble it is. A form that only leads on, so it sends nothing. */
export function troublePage(
  { whole, reader }: Visitor,
  { options, fault }: { options: readonly Option[]; fault: string | undefined },
): Html {
  const title = reader.say('trouble.question');
  return framed({
    reader,
    title,
    isWrong: fault !== undefined,
    backTo: whole.purchaseId,
    children: (
      <>
        <Summary faults={fault === undefined ? {} : { what: fault }} reader={reader} />
        <h1>{title}</h1>
        <form method="get" action={addressOf(whole.purchaseId, 'claim/next')}>
          <TroubleChoice options={options} fault={fault} reader={reader} />
          <button>{reader.say('form.continue')}</button>
        </form>
      </>
    ),
  });
}

/** Shows what was answered and what will follow. `hidden` goes along with the confirmation. */
export function checkPage(
  place: Place,
  {
    typed,
    follows,
    hidden,
  }: { typed: Typed; follows: Consequences; hidden: Readonly<Record<string, string>> },
): Html {
  const { visitor, question, kind } = place;
  const { whole, reader, formToken } = visitor;
  const { say } = reader;
  const values = { form: formToken, ...typed };
  const costs = question.costs?.(typed);
  return framed({
    reader,
    title: say('check.title'),
    backTo: whole.purchaseId,
    children: (
      <>
        <h1>{say('check.title')}</h1>
        <p>{say('check.nothing_sent')}</p>
        <Answers answers={question.answers(typed, { kind, say })} />
        {picturesIn(typed).length > 0 && (
          <>
            <h2>{say('check.pictures')}</h2>
            <Thumbnails purchaseId={whole.purchaseId} pictures={picturesIn(typed)} reader={reader} />
          </>
        )}
        <h2>{say('check.follows')}</h2>
        <Follows
          follows={follows}
          costs={costs && { words: say(costs.words), clause: costs.clause }}
          reader={reader}
        />
        <div class="buttons">
          <form method="post" action={actionOf(place)}>
            <Hidden values={{ ...values, ...hidden, step: 'confirm' }} />
            <button>{question.confirm(typed, reader)}</button>
          </form>
          <form method="post" action={actionOf(place)}>
            <Hidden values={{ ...values, step: 'change' }} />
            <button class="secondary outline">{say('check.change')}</button>
          </form>
        </div>
      </>
    ),
  });
}

/** What a customer has answered, in own words. */
const Answers = ({ answers }: { answers: readonly { label: string; text: string }[] }) => (
  <dl class="answers">
    {answers.map(({ label, text }) => (
      <>
        <dt>{label}</dt>
        <dd dir="auto">{text}</dd>
      </>
    ))}
  </dl>
);

/** Why something cannot be done, by which clause, and what would change that. */
export function refusedPage(
  { whole, reader }: Visitor,
  {
    title,
    refusal,
    isPast = false,
    heading = 'refused.heading',
  }: {
    title: string;
    heading?: 'refused.heading' | 'refused.nothing_to_claim';
    refusal: Pick<WhyRefused, 'code'> & Partial<WhyRefused>;
    /** The refusal was given earlier and is shown as it was, whatever has become of the purchase since. */
    isPast?: boolean;
  },
): Html {
  const { say, sayAround } = reader;
  const { code, retryAt, deadline, changesAt, claimTypes = [] } = refusal;
  const isClosed = whole.result !== undefined && !isPast;
  const why = isClosed ? 'refused.closed' : (`refusal.${code}` as const);
  const clause = isClosed ? whole.result?.clause : refusal.clause;
  const from = retryAt ?? changesAt;
  const moment = (at: Timestamp) => ({ at: <Moment at={at} reader={reader} /> });
  const kinds = claimTypes.map((claimType) => say(`trouble.${troubleOfClaim(claimType)}.title`)).join(', ');
  return framed({
    reader,
    title: say('refused.title'),
    backTo: whole.purchaseId,
    children: (
      <>
        <p class="about">{title}</p>
        <h1>{say(heading)}</h1>
        <p class="lead">{say(`${why}.why`)}</p>
        {deadline && <p>{sayAround('refused.ended', moment(deadline))}</p>}
        {from && <p>{sayAround('refused.changes', moment(from))}</p>}
        <p>{say(`${why}.instead`, { least: REASON_SHORTEST })}</p>
        {claimTypes.length > 0 && (
          <p>
            {sayAround('refused.what_instead', {
              kinds: <a href={addressOf(whole.purchaseId, 'claim')}>{kinds}</a>,
            })}
          </p>
        )}
        {clause && (
          <p class="clause">
            {say('clause.said', {
              clause,
              title: say(`clause.${clause}.title`),
              plain: say(`clause.${clause}.plain`),
            })}
          </p>
        )}
        <Standing whole={whole} reader={reader} />
      </>
    ),
  });
}

/** Why a page is of no use any more: the purchase has gone on since. */
export function movedOnPage({ whole, reader }: Visitor, title: string): Html {
  const { say } = reader;
  return framed({
    reader,
    title: say('moved_on.title'),
    backTo: whole.purchaseId,
    children: (
      <>
        <p class="about">{title}</p>
        <h1>{say('moved_on.title')}</h1>
        <p class="lead">{say('moved_on.nothing_done')}</p>
        <Standing whole={whole} reader={reader} />
      </>
    ),
  });
}

/** An act that was carried out, with its reference and with what was sent: to keep. */
export function donePage(
  { whole, reader }: Visitor,
  {
    title,
    reference,
    at,
    answers,
    pictures,
  }: {
    title: string;
    reference: string;
    at: string;
    answers: readonly { label: string; text: string }[];
    /** Those that are still kept. */
    pictures: readonly EvidenceId[];
  },
): Html {
  const { say, sayAround } = reader;
  const named = <bdi class="reference">{reference}</bdi>;
  return framed({
    reader,
    title,
    backTo: whole.purchaseId,
    children: (
      <>
        <div class="done" role="status">
          <h1>{title}</h1>
          <p>
            {sayAround('done.reference_and_time', {
              reference: named,
              at: <Moment at={at} reader={reader} />,
            })}
          </p>
        </div>
        {answers.length > 0 && (
          <>
            <h2>{say('done.sent')}</h2>
            <Answers answers={answers} />
          </>
        )}
        {pictures.length > 0 && (
          <>
            <h2>{say('check.pictures')}</h2>
            <Thumbnails purchaseId={whole.purchaseId} pictures={pictures} reader={reader} />
          </>
        )}
        <h2>{say('done.next')}</h2>
        <Standing whole={whole} reader={reader} />
        <p class="quiet">{say('done.keep', { days: LINK_GRACE_DAYS })}</p>
      </>
    ),
  });
}

/** How the purchase stands, in short. */
export const Standing = ({ whole, reader }: { whole: WholePurchase; reader: Reader }) => (
  <section class="standing" aria-label={reader.say('standing.label')}>
    <p>
      <strong>{headlineFor(whole, reader)}</strong>
    </p>
    <MoneySentence whole={whole} reader={reader} />
    <NextStep whole={whole} reader={reader} />
    <p>
      <a href={addressOf(whole.purchaseId)}>{reader.say('standing.see')}</a>
    </p>
  </section>
);
