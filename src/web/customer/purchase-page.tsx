import type { Option } from '../../contract/preview.ts';
import type { EvidenceId } from '../../contract/scalars.ts';
import type { UpdateName } from '../../contract/updates.ts';
import type { CustomerPage } from '../../wording/customer-pages.ts';
import { personName, serviceName } from '../../emails/rendering/foreign-text.ts';
import type { Html } from '../parts/html.ts';
import { addressOf } from './address.ts';
import { NextStep } from './follows.tsx';
import { framed } from './frame.tsx';
import { Moment } from './moment.tsx';
import { Amount, headlineFor, MoneySentence, refundFailed } from './money.tsx';
import { Thumbnails } from './pictures.tsx';
import { Chain, Story } from './story.tsx';
import type { Visitor } from './visitor.ts';

/** The page of each act that a customer may do, the words of its link, and whether it is what the stage waits for. */
const ACTS: Readonly<Partial<Record<UpdateName, { page: CustomerPage; words: string; isAnswer: boolean }>>> =
  {
    chooseRemedy: { page: 'choice', words: 'Choose refund or new number', isAnswer: true },
    answerAccess: { page: 'access', words: 'Answer about access', isAnswer: true },
    disputeRemediation: { page: 'dispute', words: 'It still does not work', isAnswer: true },
    addEvidence: { page: 'evidence', words: 'Send pictures', isAnswer: false },
    submitClaim: { page: 'claim', words: 'Something went wrong', isAnswer: true },
    withdrawClaim: { page: 'withdrawal', words: 'Withdraw the claim', isAnswer: false },
  };

/** Where the purchase stands: what happened, where the money is, what can be done, until when, and what if not. */
export function purchasePage(
  { whole, recipient, formToken }: Visitor,
  {
    options,
    objectionTo,
    pictures,
  }: {
    options: readonly Option[];
    objectionTo: string | undefined;
    /** Those in claims that are kept here. Absent: pictures cannot be sent on these pages. */
    pictures: readonly EvidenceId[] | undefined;
  },
): Html {
  const { purchaseId, stage, terms, phoneNumber, smsDeadline, claimDeadline, source, asOf, timeline } = whole;
  const failed = refundFailed(whole);
  const acts = whole.allowedActions.customer.flatMap((name) => {
    const act = ACTS[name];
    // A claim may be listed and still be refused, for instance because its time is over.
    const isTaken = options.some((option) => option.update === name && option.taken);
    if (act === undefined || !isTaken || (name === 'addEvidence' && pictures === undefined)) return [];
    return [{ ...act, isAnswer: act.isAnswer || (name === 'addEvidence' && stage === 'needs_evidence') }];
  });
  // While money is going back, a claim is no answer to anything.
  const answer = stage === 'returning_funds' ? undefined : acts.find(({ isAnswer }) => isAnswer);
  const others = acts.filter((act) => act !== answer);
  const service = serviceName(terms.service, 40) || 'your service';
  const name = personName(whole.customer.name);
  return framed({
    title: headlineFor(whole),
    children: (
      <>
        <p class="about">
          {name === undefined ? (
            'Your'
          ) : (
            <>
              <bdi>{name}</bdi>, your
            </>
          )}{' '}
          <bdi>{service}</bdi> number <bdi class="number">{phoneNumber}</bdi>
        </p>
        <h1>{headlineFor(whole)}</h1>
        {failed && (
          <div class="alert" role="alert">
            <p>
              Your bank or wallet sent the money back to us. We know it since{' '}
              <Moment at={failed} recipient={recipient} />. Our support pays it another way; if your account
              has changed, reply to our mail about it.
            </p>
          </div>
        )}
        <MoneySentence whole={whole} recipient={recipient} />
        {answer && (
          <p class="primary">
            <a class="button" href={addressOf(purchaseId, answer.page)}>
              {answer.words}
            </a>
          </p>
        )}
        {stage === 'needs_evidence' && pictures === undefined && (
          <div class="needs">
            <h2>How to send pictures</h2>
            <p>
              Reply to our mail about this claim and attach one to five pictures: the number, the message you
              saw, and the time if you can. Our support adds them to your claim and this page then says that
              they came.
            </p>
          </div>
        )}
        <NextStep whole={whole} recipient={recipient} />
        {(others.length > 0 || objectionTo !== undefined) && (
          <ul class="others" aria-label="What else you can do">
            {others.map(({ page, words }) => (
              <li>
                <a href={addressOf(purchaseId, page)}>{words}</a>
              </li>
            ))}
            {objectionTo !== undefined && (
              <li>
                <a href={addressOf(purchaseId, 'objection')}>Tell support why you disagree</a>
              </li>
            )}
          </ul>
        )}
        {answer === undefined && (stage !== 'needs_evidence' || pictures !== undefined) && (
          <p class="quiet">
            {stage === 'closed' ? 'There is nothing left to do here.' : 'There is nothing for you to do now.'}
          </p>
        )}
        <Story whole={whole} recipient={recipient} />
        {pictures !== undefined && pictures.length > 0 && (
          <section aria-labelledby="pictures">
            <h2 id="pictures">Your pictures</h2>
            <Thumbnails purchaseId={purchaseId} pictures={pictures} />
          </section>
        )}
        <Chain whole={whole} />
        <section aria-labelledby="facts">
          <h2 id="facts">Your purchase</h2>
          <dl>
            <dt>Purchase</dt>
            <dd>
              <bdi>{purchaseId}</bdi>
            </dd>
            <dt>Bought</dt>
            <dd>
              <Moment at={terms.purchasedAt} recipient={recipient} />
            </dd>
            <dt>Price</dt>
            <dd>
              <Amount money={terms.price} recipient={recipient} />
            </dd>
            {!timeline.some(({ event }) => event === 'sms_received') && stage === 'awaiting_sms' && (
              <>
                <dt>Time for the code</dt>
                <dd>
                  until <Moment at={smsDeadline} recipient={recipient} />
                </dd>
              </>
            )}
            {stage !== 'closed' && (
              <>
                <dt>Claims</dt>
                <dd>
                  until <Moment at={claimDeadline} recipient={recipient} />
                </dd>
              </>
            )}
            <dt>Policy</dt>
            <dd>version {whole.policyVersion}; a day in it is 24 hours</dd>
          </dl>
        </section>
        <section class="device" aria-labelledby="device">
          <h2 id="device">Is this your own device?</h2>
          <p>It remembers your link for 30 days. On somebody else’s, let it forget the link.</p>
          <form method="post" action={addressOf(purchaseId, 'leave')}>
            <input type="hidden" name="form" value={formToken} />
            <button class="secondary outline">Forget the link on this device</button>
          </form>
        </section>
        {source === 'record' && (
          <p class="quiet">
            From our records, as of <Moment at={asOf} recipient={recipient} />.
          </p>
        )}
      </>
    ),
  });
}
