import { createHash } from 'node:crypto';
import type { ClaimId } from '../../contract/scalars.ts';
import { REASON_SHORTEST, WORDS_LONGEST } from '../../contract/text-bounds.ts';
import { manyLines } from '../../emails/rendering/foreign-text.ts';
import { MailUnavailable } from '../../emails/sending/mailer.ts';
import { claimSinceObjection, claimToObjectTo } from '../../policy/objection.ts';
import type { ApiContext } from '../api/parts.ts';
import type { CustomerParts } from './parts.ts';
import { pauseOf, ProblemError, tooMany } from '../api/problems.ts';
import type { Rates } from '../api/rates.ts';
import type { Html } from '../parts/html.ts';
import { answerTo, callerOf, type PageAnswer } from './act-flow.ts';
import { Standing } from './act-pages.tsx';
import { addressOf } from './address.ts';
import { Summary } from './fault-summary.tsx';
import { timeWords } from './follows.tsx';
import { framed } from './frame.tsx';
import { Moment } from './moment.tsx';
import { wordsField, type Typed } from './questions.tsx';
import type { Visitor } from './visitor.ts';

export function objectionPage(
  { whole, reader, formToken }: Visitor,
  {
    claimId,
    typed,
    faults,
    held,
  }: {
    /** The claim that the words are about, also after another one was filed. */
    claimId: ClaimId;
    typed: Typed;
    faults: Typed;
    /** What keeps the words from being sent now, apart from what they are. */
    held?: string;
  },
): Html {
  const { purchaseId } = whole;
  const { say } = reader;
  const title = say('act.objection');
  const note = whole.claims.find((claim) => claim.claimId === claimId)?.note;
  return framed({
    reader,
    title,
    isWrong: faults['words'] !== undefined || held !== undefined,
    backTo: purchaseId,
    children: (
      <>
        <Summary faults={held === undefined ? faults : { words: held }} reader={reader} />
        <h1>{title}</h1>
        {note !== undefined && (
          <figure>
            <figcaption>{say('objection.support_wrote')}</figcaption>
            <blockquote dir="auto">{note}</blockquote>
          </figure>
        )}
        <p>{say('objection.means')}</p>
        <form method="post" action={addressOf(purchaseId, 'objection')} novalidate>
          <input type="hidden" name="form" value={formToken} />
          <input type="hidden" name="about" value={claimId} />
          {wordsField({ name: 'words', label: say('objection.what'), typed, faults, reader })}
          <button>{say('objection.send')}</button>
        </form>
      </>
    ),
  });
}

/**
 * Why there is nothing to disagree with now, for instance for somebody who follows the mail about an earlier claim. `unsent`:
 * words that were typed for nothing, to keep.
 */
export function noObjectionPage({ whole, reader }: Visitor, { unsent = '' }: { unsent?: string } = {}): Html {
  const { say, sayAround } = reader;
  const later = claimSinceObjection(whole);
  return framed({
    reader,
    title: say('refused.title'),
    backTo: whole.purchaseId,
    children: (
      <>
        <p class="about">{say('act.objection')}</p>
        <h1>{say('refused.heading')}</h1>
        {later !== undefined ? (
          <>
            <p class="lead">
              {sayAround('objection.later_claim', { at: <Moment at={later.filedAt} reader={reader} /> })}
            </p>
            <p>{say('objection.later_claim.instead')}</p>
          </>
        ) : (
          <p class="lead">{say('objection.none_ended')}</p>
        )}
        {unsent !== '' && (
          <>
            {later === undefined && <p>{say('objection.none_ended.instead')}</p>}
            <figure>
              <figcaption>{say('objection.unsent')}</figcaption>
              <blockquote dir="auto">{unsent}</blockquote>
            </figure>
          </>
        )}
        <Standing whole={whole} reader={reader} />
      </>
    ),
  });
}

/**
 * Mails the words to support, once: the same words about the same claim have the same result, whatever has happened since.
 * Only what is sent counts towards the limit. `typed`: what the form holds, with the claim that it was shown for. Words about
 * another claim than the one to disagree with are not sent, and the page keeps them.
 */
export async function object(
  context: ApiContext,
  { mailSupport }: Pick<CustomerParts, 'mailSupport'>,
  { visitor, typed, sent }: { visitor: Visitor; typed: Typed; sent: Rates },
): Promise<PageAnswer> {
  const { whole, reader } = visitor;
  const { purchaseId } = whole;
  const open = claimToObjectTo(whole)?.claimId;
  const about = whole.claims.find(({ claimId }) => claimId === (typed['about'] ?? open));
  const words = manyLines(typed['words'] ?? '');
  const unsent: PageAnswer = {
    status: 409,
    page:
      open === undefined
        ? noObjectionPage(visitor, { unsent: words })
        : objectionPage(visitor, {
            claimId: open,
            typed,
            faults: {},
            held: reader.say('objection.other_claim'),
          }),
  };
  if (about === undefined) return unsent;
  const { claimId } = about;
  // The same words about the same claim are one mail.
  const digest = createHash('sha256').update(`${claimId} ${words}`).digest('base64url').slice(0, 22);
  const key = `objection-${digest}`;
  const result: PageAnswer = { to: addressOf(purchaseId, `done/${key}`) };
  const before = await answerTo(context, purchaseId, key);
  if (before !== 'none' && before !== 'unanswered') return result;
  if (open !== claimId) return unsent;
  const again = (
    status: 422 | 429 | 503,
    why: Omit<Parameters<typeof objectionPage>[1], 'claimId' | 'typed'>,
  ) => ({ status, page: objectionPage(visitor, { claimId, typed, ...why }) }) as const;
  if (words.length < REASON_SHORTEST || words.length > WORDS_LONGEST) {
    const [least, most] = [String(REASON_SHORTEST), String(WORDS_LONGEST)];
    return again(422, { faults: { words: reader.say('form.between', { least, most }) } });
  }
  const now = context.now().getTime();
  const write = {
    caller: callerOf(purchaseId),
    key,
    asked: ['objection', claimId, words],
    purchaseId,
    byTurn: true,
  } as const;
  try {
    await context.once(write, async () => {
      // Here, so that of those that wait for one another only the one that sends counts.
      context.limitWrites(purchaseId);
      const pause = sent.take(purchaseId, now);
      if (pause !== undefined) throw tooMany(pause);
      const text = `About claim ${claimId} of purchase ${purchaseId}, which ended as ${about.status}, the customer writes:\n\n${words
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')}\n\nAn answer to this mail goes to the customer. Nothing in the purchase has changed.\n`;
      const id = `objection_${digest.replaceAll('-', '.')}`;
      const note = { id, subject: `Objection to ${claimId}`, text, answerTo: whole.customer.email };
      if (!(await mailSupport(note))) {
        sent.giveBack(purchaseId);
        throw new MailUnavailable('has not taken a customer’s words', {});
      }
      return { status: 200, body: { accepted: true, claimId, kept: { kind: '', typed: { words } } } };
    });
  } catch (error) {
    if (error instanceof MailUnavailable) {
      return again(503, { faults: {}, held: reader.say('objection.later') });
    }
    const seconds = error instanceof ProblemError ? pauseOf(error.problem) : undefined;
    if (seconds === undefined) throw error;
    const held = reader.say('objection.too_many', { time: timeWords(seconds * 1_000, reader) });
    return { ...again(429, { faults: {}, held }), retryAfterSeconds: seconds };
  }
  return result;
}
