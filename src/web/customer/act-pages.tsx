import type { WhyRefused } from '../../contract/answers.ts';
import type { EvidenceId } from '../../contract/scalars.ts';
import type { Consequences, Option } from '../../contract/preview.ts';
import { CLAUSES } from '../../policy/clauses.ts';
import { CUSTOMER_REFUSALS, troubleWords } from '../../wording/for-customers.ts';
import type { Html } from '../parts/html.ts';
import { addressOf, backToPurchase } from './address.ts';
import { Hidden } from './field.tsx';
import { Follows, NextStep } from './follows.tsx';
import { framed } from './frame.tsx';
import { Summary } from './fault-summary.tsx';
import { Moment } from './moment.tsx';
import { headlineFor, MoneySentence } from './money.tsx';
import { picturesIn, picturesPage, Thumbnails } from './pictures.tsx';
import { TroubleChoice, type Question, type Typed } from './questions.tsx';
import type { Visitor } from './visitor.ts';

export interface Place {
  visitor: Visitor;
  question: Question;
  /** The rest of the address. */
  kind: string;
  /** The pictures of this purchase that wait for a claim. Absent: none can be sent here. */
  pictures?: readonly EvidenceId[] | undefined;
}

const actionOf = ({ visitor, question, kind }: Place): string =>
  addressOf(visitor.whole.purchaseId, kind === '' ? question.page : `${question.page}/${kind}`);

/** Asks. `faults`: what was wrong with what was sent. */
export function questionPage(place: Place, { typed, faults }: { typed: Typed; faults: Typed }): Html {
  const { visitor, question, kind, pictures } = place;
  const { whole, formToken } = visitor;
  if (question.update === 'addEvidence') {
    const to = { page: question.page, typed: {}, asked: String(whole.revision) };
    return picturesPage(visitor, { pictures: pictures ?? [], to, faults });
  }
  const title = question.title({ kind });
  const wrong = Object.keys(faults).length > 0;
  return framed({
    title: wrong ? `Error: ${title}` : title,
    back: backToPurchase(whole.purchaseId),
    children: (
      <>
        <Summary faults={faults} />
        <h1>{title}</h1>
        <form method="post" action={actionOf(place)} novalidate>
          <Hidden values={{ form: formToken, step: 'check', asked: String(whole.revision) }} />
          {question.fields({ whole, kind, typed, faults, pictures })}
          <button>Continue</button>
        </form>
      </>
    ),
  });
}

/** Asks which kind of trouble it is. A form that only leads on, so it sends nothing. */
export function troublePage(
  { whole }: Visitor,
  { options, fault }: { options: readonly Option[]; fault: string | undefined },
): Html {
  const title = 'What went wrong?';
  return framed({
    title: fault ? `Error: ${title}` : title,
    back: backToPurchase(whole.purchaseId),
    children: (
      <>
        <Summary faults={fault === undefined ? {} : { what: fault }} />
        <h1>{title}</h1>
        <form method="get" action={addressOf(whole.purchaseId, 'claim/next')}>
          <TroubleChoice options={options} fault={fault} />
          <button>Continue</button>
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
  const { whole, recipient, formToken } = visitor;
  const values = { form: formToken, ...typed };
  return framed({
    title: 'Check before you send',
    back: backToPurchase(whole.purchaseId),
    children: (
      <>
        <h1>Check before you send</h1>
        <p>Nothing has been sent yet.</p>
        <dl class="answers">
          {question.answers(typed, kind).map(({ label, text }) => (
            <>
              <dt>{label}</dt>
              <dd dir="auto">{text}</dd>
            </>
          ))}
        </dl>
        {picturesIn(typed).length > 0 && (
          <>
            <h2>What you show us</h2>
            <Thumbnails purchaseId={whole.purchaseId} pictures={picturesIn(typed)} />
          </>
        )}
        <h2>What will follow</h2>
        <Follows follows={follows} costs={question.costs?.(typed)} recipient={recipient} />
        <div class="buttons">
          <form method="post" action={actionOf(place)}>
            <Hidden values={{ ...values, ...hidden, step: 'confirm' }} />
            <button>{question.confirm(typed)}</button>
          </form>
          <form method="post" action={actionOf(place)}>
            <Hidden values={{ ...values, step: 'change' }} />
            <button class="secondary outline">Change</button>
          </form>
        </div>
      </>
    ),
  });
}

const CLOSED = {
  why: 'This purchase is closed, so nothing can be asked of it any more.',
  instead: 'If you think that is wrong, reply to one of our mails.',
};

/** Why something cannot be done, by which clause, and what would change that. */
export function refusedPage(
  { whole, recipient }: Visitor,
  { title, refusal }: { title: string; refusal: Pick<WhyRefused, 'code'> & Partial<WhyRefused> },
): Html {
  const { code, retryAt, deadline, changesAt, claimTypes = [] } = refusal;
  const isClosed = whole.result !== undefined;
  const { why, instead } = isClosed ? CLOSED : CUSTOMER_REFUSALS[code];
  const clause = isClosed ? whole.result?.clause : refusal.clause;
  const from = retryAt ?? changesAt;
  return framed({
    title: 'Not possible now',
    back: backToPurchase(whole.purchaseId),
    children: (
      <>
        <p class="about">{title}</p>
        <h1>This is not possible now</h1>
        <p class="lead">{why}</p>
        {deadline && (
          <p>
            The time ended on <Moment at={deadline} recipient={recipient} />.
          </p>
        )}
        {from && (
          <p>
            This changes on <Moment at={from} recipient={recipient} />.
          </p>
        )}
        <p>{instead}</p>
        {claimTypes.length > 0 && (
          <p>
            What you can tell us now:{' '}
            <a href={addressOf(whole.purchaseId, 'claim')}>{claimTypes.map(troubleWords).join(', ')}</a>.
          </p>
        )}
        {clause && (
          <p class="clause">
            Clause {clause}, {CLAUSES[clause].title}: {CLAUSES[clause].plain}
          </p>
        )}
        <Standing visitor={{ whole, recipient }} />
      </>
    ),
  });
}

/** Why a page is of no use any more: the purchase has gone on since. */
export function movedOnPage(visitor: Visitor, title: string): Html {
  return framed({
    title: 'Your purchase has moved on',
    back: backToPurchase(visitor.whole.purchaseId),
    children: (
      <>
        <p class="about">{title}</p>
        <h1>Your purchase has moved on</h1>
        <p class="lead">
          It has changed since you opened that page, so nothing was done. This is how it stands now.
        </p>
        <Standing visitor={visitor} />
      </>
    ),
  });
}

/** An act that was carried out, with its reference: to keep. */
export function donePage(
  visitor: Visitor,
  { title, reference, at }: { title: string; reference: string; at: string | undefined },
): Html {
  const { whole, recipient } = visitor;
  return framed({
    title,
    back: backToPurchase(whole.purchaseId),
    children: (
      <>
        <div class="done" role="status">
          <h1>{title}</h1>
          <p>
            Reference <bdi class="reference">{reference}</bdi>
            {at && (
              <>
                , <Moment at={at} recipient={recipient} />
              </>
            )}
          </p>
        </div>
        <h2>What happens next</h2>
        <Standing visitor={visitor} />
        <p class="quiet">
          This page stays at its address: keep it, or print it. Opening it does nothing again.
        </p>
      </>
    ),
  });
}

/** How the purchase stands, in short. */
const Standing = ({ visitor: { whole, recipient } }: { visitor: Pick<Visitor, 'whole' | 'recipient'> }) => (
  <section class="standing" aria-label="How your purchase stands">
    <p>
      <strong>{headlineFor(whole)}</strong>
    </p>
    <MoneySentence whole={whole} recipient={recipient} />
    <NextStep whole={whole} recipient={recipient} />
    <p>
      <a href={addressOf(whole.purchaseId)}>See your purchase</a>
    </p>
  </section>
);
