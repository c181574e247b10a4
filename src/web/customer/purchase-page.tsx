import type { Option } from '../../contract/preview.ts';
import type { EvidenceId } from '../../contract/scalars.ts';
import type { UpdateName } from '../../contract/updates.ts';
import type { CustomerPage } from '../../wording/customer-pages.ts';
import { personName, serviceName } from '../../emails/rendering/foreign-text.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import type { Html } from '../parts/html.ts';
import { addressOf } from './address.ts';
import { NextStep } from './follows.tsx';
import { framed } from './frame.tsx';
import { Moment } from './moment.tsx';
import { Amount, headlineFor, MoneyClause, MoneySentence, refundFailed } from './money.tsx';
import { Thumbnails } from './pictures.tsx';
import type { Reader } from './reader.ts';
import { Chain, Story, type OtherNumber } from './story.tsx';
import type { PlainTextKey } from './texts/catalogue.ts';
import type { Visitor } from './visitor.ts';

/** The page of each act that a customer may do, the words of its link, and whether it is what the stage waits for. */
const ACTS: Readonly<
  Partial<Record<UpdateName, { page: CustomerPage; words: PlainTextKey; isAnswer: boolean }>>
> = {
  chooseRemedy: { page: 'choice', words: 'act.chooseRemedy', isAnswer: true },
  answerAccess: { page: 'access', words: 'act.answerAccess', isAnswer: true },
  disputeRemediation: { page: 'dispute', words: 'act.disputeRemediation', isAnswer: true },
  addEvidence: { page: 'evidence', words: 'act.addEvidence', isAnswer: false },
  submitClaim: { page: 'claim', words: 'act.submitClaim', isAnswer: true },
  withdrawClaim: { page: 'withdrawal', words: 'act.withdrawClaim', isAnswer: false },
};

/** Where the purchase stands: what happened, where the money is, what can be done, until when, and what if not. */
export function purchasePage(
  { whole, reader, formToken }: Visitor,
  {
    options,
    isLost,
    objectionTo,
    pictures,
    numbers,
  }: {
    options: readonly Option[];
    /** Whether nobody carries it on. */
    isLost: boolean;
    objectionTo: string | undefined;
    /** Those in claims that are kept here. Absent: pictures cannot be sent on these pages. */
    pictures: readonly EvidenceId[] | undefined;
    /** The others that the same payment has bought. */
    numbers: readonly OtherNumber[];
  },
): Html {
  const { purchaseId, stage, terms, smsDeadline, claimDeadline, source, asOf, timeline } = whole;
  const { say, sayAround } = reader;
  const failed = refundFailed(whole);
  const acts = whole.allowedActions.customer.flatMap((name) => {
    const act = ACTS[name];
    // A claim may be listed and still be refused, for instance because its time is over.
    const isTaken = options.some((option) => option.update === name && option.taken);
    if (act === undefined || !isTaken || (name === 'addEvidence' && pictures === undefined)) return [];
    return [{ ...act, isAnswer: act.isAnswer || (name === 'addEvidence' && stage === 'needs_evidence') }];
  });
  const objection = { page: 'objection', words: 'act.objection' } as const;
  // Whoever was told no wants to answer that first. Another claim is about something else.
  const isRejected = objectionTo !== undefined && whole.claims.at(-1)?.status === 'rejected';
  // While money is going back, a claim is no answer to anything.
  const awaited = stage === 'returning_funds' ? undefined : acts.find(({ isAnswer }) => isAnswer);
  const answer = isRejected ? objection : awaited;
  const others = [
    ...acts.filter((act) => act !== answer),
    ...(objectionTo !== undefined && !isRejected ? [objection] : []),
  ];
  const wordsOf = ({ page, words }: { page: CustomerPage; words: PlainTextKey }): string =>
    say(isRejected && page === 'claim' ? 'act.submitClaim.other' : words);
  const title = isLost ? say('headline.lost') : headlineFor(whole, reader);
  // Not while support still has something to pay, or to answer.
  const isOver = stage === 'closed' && failed === undefined && objectionTo === undefined;
  return framed({
    reader,
    title,
    children: (
      <>
        <p class="about">
          <WhichNumber whole={whole} reader={reader} />
        </p>
        <h1>{title}</h1>
        {failed && (
          <div class="alert" role="alert">
            <p>{sayAround('purchase.refund_failed', { at: <Moment at={failed} reader={reader} /> })}</p>
          </div>
        )}
        {isLost ? (
          <p class="money">
            {sayAround('money.lost', { money: <Amount money={terms.price} reader={reader} /> })}
          </p>
        ) : (
          <>
            <MoneySentence whole={whole} reader={reader} />
            <MoneyClause whole={whole} reader={reader} />
          </>
        )}
        {answer && (
          <p class="primary">
            <a class="button" href={addressOf(purchaseId, answer.page)}>
              {wordsOf(answer)}
            </a>
          </p>
        )}
        {stage === 'needs_evidence' && pictures === undefined && !isLost && (
          <div class="needs">
            <h2>{say('purchase.pictures_by_mail')}</h2>
            <p>{say('purchase.pictures_by_mail.how')}</p>
          </div>
        )}
        {!isLost && <NextStep whole={whole} reader={reader} />}
        {others.length > 0 && (
          <ul class="others" aria-label={say('purchase.what_else')}>
            {others.map((act) => (
              <li>
                <a href={addressOf(purchaseId, act.page)}>{wordsOf(act)}</a>
              </li>
            ))}
          </ul>
        )}
        {answer === undefined && (stage !== 'needs_evidence' || pictures !== undefined || isLost) && (
          <p class="quiet">{say(isOver ? 'purchase.nothing_left' : 'purchase.nothing_now')}</p>
        )}
        <Story whole={whole} reader={reader} />
        {pictures !== undefined && pictures.length > 0 && (
          <section aria-labelledby="pictures">
            <h2 id="pictures">{say('purchase.pictures')}</h2>
            <Thumbnails purchaseId={purchaseId} pictures={pictures} reader={reader} />
          </section>
        )}
        <Chain whole={whole} others={numbers} reader={reader} />
        <section aria-labelledby="facts">
          <h2 id="facts">{say('purchase.facts')}</h2>
          <dl>
            <dt>{say('purchase.id')}</dt>
            <dd>
              <bdi>{purchaseId}</bdi>
            </dd>
            <dt>{say('purchase.bought')}</dt>
            <dd>
              <Moment at={terms.purchasedAt} reader={reader} />
            </dd>
            <dt>{say('purchase.price')}</dt>
            <dd>
              <Amount money={terms.price} reader={reader} />
            </dd>
            {!timeline.some(({ event }) => event === 'sms_received') && stage === 'awaiting_sms' && (
              <>
                <dt>{say('purchase.time_for_code')}</dt>
                <dd>{sayAround('purchase.until', { at: <Moment at={smsDeadline} reader={reader} /> })}</dd>
              </>
            )}
            {stage !== 'closed' && (
              <>
                <dt>{say('purchase.claims')}</dt>
                <dd>{sayAround('purchase.until', { at: <Moment at={claimDeadline} reader={reader} /> })}</dd>
              </>
            )}
            <dt>{say('purchase.policy')}</dt>
            <dd>{say('purchase.policy_version', { version: whole.policyVersion })}</dd>
          </dl>
        </section>
        <section class="device" aria-labelledby="device">
          <h2 id="device">{say('purchase.device')}</h2>
          <p>{say('purchase.device_remembers')}</p>
          <form method="post" action={addressOf(purchaseId, 'leave')}>
            <input type="hidden" name="form" value={formToken} />
            <button class="secondary outline">{say('purchase.forget')}</button>
          </form>
        </section>
        {source === 'record' && (
          <p class="quiet">
            {sayAround('purchase.from_records', { at: <Moment at={asOf} reader={reader} /> })}
          </p>
        )}
      </>
    ),
  });
}

/** Whose number it is, and for what. */
const WhichNumber = ({
  whole: { terms, phoneNumber, customer },
  reader: { sayAround },
}: {
  whole: WholePurchase;
  reader: Reader;
}) => {
  const number = <bdi class="number">{phoneNumber}</bdi>;
  const known = serviceName(terms.service, 40);
  const service = known === '' ? undefined : <bdi>{known}</bdi>;
  const called = personName(customer.name);
  const name = called === undefined ? undefined : <bdi>{called}</bdi>;
  if (name === undefined) {
    return service === undefined ? (
      <>{sayAround('purchase.about_number', { number })}</>
    ) : (
      <>{sayAround('purchase.about', { number, service })}</>
    );
  }
  return service === undefined ? (
    <>{sayAround('purchase.about_number_by_name', { name, number })}</>
  ) : (
    <>{sayAround('purchase.about_by_name', { name, number, service })}</>
  );
};
