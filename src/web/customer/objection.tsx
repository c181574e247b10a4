import { createHash } from 'node:crypto';
import type { ClaimView } from '../../contract/status.ts';
import { manyLines } from '../../emails/rendering/foreign-text.ts';
import { MailUnavailable } from '../../emails/sending/mailer.ts';
import type { CustomerParts, Works } from '../api/parts.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import type { Html } from '../parts/html.ts';
import { callerOf, type PageAnswer } from './act-flow.ts';
import { addressOf } from './address.ts';
import { Summary } from './fault-summary.tsx';
import { framed } from './frame.tsx';
import { wordsField, type Typed } from './questions.tsx';
import type { Visitor } from './visitor.ts';

const ENDED: ReadonlySet<ClaimView['status']> = new Set([
  'rejected',
  'forfeited',
  'disqualified',
  'remedied',
]);
const LEAST_CHARACTERS = 20;
const MOST_CHARACTERS = 4_000;

/** The claim that the customer may disagree about: the last one, if it ended without a remedy. */
export const objectionTo = ({ claims, claim, stage }: WholePurchase): ClaimView | undefined => {
  const last = claims.at(-1);
  const isOver = claim === undefined && (stage === 'claim_window' || stage === 'closed');
  return last !== undefined && isOver && ENDED.has(last.status) ? last : undefined;
};

export function objectionPage(
  { whole, reader, formToken }: Visitor,
  { typed, faults }: { typed: Typed; faults: Typed },
): Html {
  const { purchaseId } = whole;
  const { say } = reader;
  const title = say('act.objection');
  const note = objectionTo(whole)?.note;
  return framed({
    reader,
    title,
    isWrong: faults['words'] !== undefined,
    backTo: purchaseId,
    children: (
      <>
        <Summary faults={faults} reader={reader} />
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
          {wordsField({ name: 'words', label: say('objection.what'), typed, faults, reader })}
          <button>{say('objection.send')}</button>
        </form>
      </>
    ),
  });
}

/** Mails the words to support, once. Throws `MailUnavailable`. */
export async function object(
  works: Works,
  { tellSupport }: CustomerParts,
  { visitor, typed, limitObjections }: { visitor: Visitor; typed: Typed; limitObjections: () => void },
): Promise<PageAnswer> {
  const { whole } = visitor;
  const { purchaseId } = whole;
  const claim = objectionTo(whole);
  if (claim === undefined) return { to: addressOf(purchaseId) };
  const words = manyLines(typed['words'] ?? '');
  if (words.length < LEAST_CHARACTERS || words.length > MOST_CHARACTERS) {
    const [least, most] = [String(LEAST_CHARACTERS), String(MOST_CHARACTERS)];
    const faults = { words: visitor.reader.say('form.between', { least, most }) };
    return { status: 422, page: objectionPage(visitor, { typed, faults }) };
  }
  const { claimId } = claim;
  // The same words about the same claim are one mail.
  const digest = createHash('sha256').update(`${claimId} ${words}`).digest('base64url').slice(0, 22);
  const key = `objection-${digest}`;
  works.limitWrites(purchaseId);
  limitObjections();
  const write = {
    caller: callerOf(purchaseId),
    key,
    asked: ['objection', claimId, words],
    purchaseId,
    byTurn: true,
  } as const;
  await works.once(write, async () => {
    const text = `About claim ${claimId} of purchase ${purchaseId}, which ended as ${claim.status}, the customer writes:\n\n${words
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')}\n\nAn answer to this mail goes to the customer. Nothing in the purchase has changed.\n`;
    const id = `objection_${digest.replaceAll('-', '.')}`;
    const note = { id, subject: `Objection to ${claimId}`, text, answerTo: whole.customer.email };
    if (!(await tellSupport(note))) throw new MailUnavailable('has not taken a customer’s words', {});
    return { status: 200, body: { accepted: true, claimId } };
  });
  return { to: addressOf(purchaseId, `done/${key}`) };
}
