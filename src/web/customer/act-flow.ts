import { createHash } from 'node:crypto';
import type { PreviewAnswer } from '../../client/preview-request.ts';
import type { WhyRefused } from '../../contract/answers.ts';
import type { Option } from '../../contract/preview.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Remedy, UpdateName, Updates } from '../../contract/updates.ts';
import { readUpdate } from '../../contract/validation/updates.ts';
import { readRequest } from '../../ledger/read/answered-request.ts';
import { actOnce } from '../api/acts.ts';
import { withEvidence } from '../api/claim-evidence.ts';
import { present } from '../../contract/present.ts';
import type { ApiContext } from '../api/parts.ts';
import { NOT_FOUND, ProblemError } from '../api/problems.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import type { Html } from '../parts/html.ts';
import { checkPage, movedOnPage, questionPage, refusedPage, type Place } from './act-pages.tsx';
import { keyOf } from './act-key.ts';
import { addressOf } from './address.ts';
import { EVIDENCE } from './pictures.tsx';
import { faultsFor, faultsOf, tooShort, type Question, type Remedies, type Typed } from './questions.tsx';
import type { Reader } from './reader.ts';
import type { Visitor } from './visitor.ts';

/** What a page answers: itself, or the way to another one. */
export type PageAnswer =
  /** `retryAfterSeconds`: with a 429 or 503, after how many seconds the same may succeed. */
  { status: 200 | 409 | 422 | 429 | 503; page: Html; retryAfterSeconds?: number } | { to: string };

/** A customer as the caller of an act. Keys of the API belong to other names. */
export const callerOf = (purchaseId: PurchaseId): { name: string } => ({ name: `customer of ${purchaseId}` });

/** What each side of the customer could ask for now. None once the purchase has closed. */
export async function optionsOf({ returns }: ApiContext, purchaseId: PurchaseId): Promise<Option[]> {
  const found = await returns.options(purchaseId);
  return found.found ? found.options.filter(({ side }) => side === 'customer') : [];
}

/** Why this question cannot be asked now. `undefined`: it can. */
export function refusalOf(
  question: Question,
  options: readonly Option[],
  claimType?: string,
): (Pick<WhyRefused, 'code'> & Partial<WhyRefused>) | undefined {
  const matching = options.filter(
    (option) =>
      option.update === question.update && (claimType === undefined || option.claimType === claimType),
  );
  if (matching.some(({ taken }) => taken)) return undefined;
  return matching.find(({ refusal }) => refusal !== undefined)?.refusal ?? { code: 'not_now' };
}

/** What each remedy would do if this visitor chose it now. */
export async function remediesOf({ returns }: ApiContext, { whole }: Visitor): Promise<Remedies> {
  const by = { kind: 'customer', id: whole.terms.customerId } as const;
  const would = (remedy: Remedy): Promise<PreviewAnswer> =>
    returns.preview(whole.purchaseId, 'chooseRemedy', { remedy, by });
  const [refund, replacement] = await Promise.all([would('refund'), would('replacement')]);
  return { refund, replacement };
}

/** What the customer has seen. If it is another purchase by now, the form does nothing. */
const seenOf = ({ stage, claim, nextDeadline, result }: WholePurchase): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        stage,
        claim?.claimId ?? null,
        nextDeadline?.kind ?? null,
        nextDeadline?.at ?? null,
        result?.closedAt ?? null,
      ]),
    )
    .digest('base64url')
    .slice(0, 22);

/** The claim that an act is about, as the form carries it. Empty: none is open. */
const claimSeen = ({ whole }: Visitor): string => whole.claim?.claimId ?? '';

/** `claim`: that of the form, and not the one that is open by now. A form that is sent again asks for the same as before. */
const argumentOf = (
  { whole }: Visitor,
  { update }: Question,
  { wanted, claim }: { wanted: object; claim: string },
): Updates[UpdateName] => ({
  ...wanted,
  by: { kind: 'customer', id: whole.terms.customerId },
  ...(update === 'submitClaim' || claim === '' ? {} : { claimId: claim }),
});

const REVISION = /^\d{1,15}$/;

/**
 * Reads a form, and shows what would follow from it. Leaves no trace. `asked`: the revision at which the question was asked.
 * If the same was done since, as after the back button, its result is shown.
 */
export async function check(
  context: ApiContext,
  place: Place,
  { typed, asked }: { typed: Typed; asked: string },
): Promise<PageAnswer> {
  const { visitor, question, kind } = place;
  const { whole, reader } = visitor;
  const { purchaseId } = whole;
  const key = keyOf(place, { typed, asked: REVISION.test(asked) ? asked : String(visitor.whole.revision) });
  if ((await answerTo(context, purchaseId, key)) !== 'none')
    return { to: addressOf(purchaseId, `done/${key}`) };
  const again = (faults: Typed): PageAnswer => ({
    status: 422,
    page: questionPage(place, { typed, faults }),
  });
  const read = question.read(typed, kind);
  if ('faults' in read) return again(faultsFor(reader, read.faults));
  const claim = claimSeen(visitor);
  const argument = argumentOf(visitor, question, { wanted: read.argument, claim });
  const wellFormed = readUpdate(question.update, argument);
  if (!wellFormed.ok) return again(faultsOf(wellFormed.problems, reader));
  const named = await withEvidence(context, { name: question.update, purchaseId, argument });
  if (!named.ok) return again(picturesGone(reader));
  const { answer, follows } = await context.returns.preview(purchaseId, question.update, named.argument);
  const title = reader.say(question.title(kind));
  if (answer.accepted && follows !== undefined) {
    const hidden = { key, seen: seenOf(visitor.whole), claim };
    return { status: 200, page: checkPage(place, { typed, follows, hidden }) };
  }
  if (answer.accepted || 'problems' in answer) return again({});
  if (answer.code === 'unknown_purchase') throw new ProblemError(NOT_FOUND);
  if (answer.code === 'purchase_closed') return { status: 409, page: movedOnPage(visitor, title) };
  if (answer.code === 'no_reason') return again(tooShort(reader));
  return { status: 409, page: refusedPage(visitor, { title, refusal: answer }) };
}

/** A picture was removed, has expired, or went into a claim from another tab. */
const picturesGone = ({ say }: Reader): Typed => ({ [EVIDENCE]: say('claim.picture_gone') });

/** A form that was shown together with what follows from it. */
export interface Confirmed {
  typed: Typed;
  key: string;
  seen: string;
  claim: string;
}

/**
 * Does it, once. A second tab, the back button and a repeated form find what was done. If the purchase stands otherwise than
 * the customer has seen, nothing is done.
 */
export async function confirm(
  context: ApiContext,
  place: Place,
  { typed, key, seen, claim, requestId }: Confirmed & { requestId: string },
): Promise<PageAnswer> {
  const { visitor, question, kind } = place;
  const { reader } = visitor;
  const { purchaseId } = visitor.whole;
  const caller = callerOf(purchaseId);
  const result: PageAnswer = { to: addressOf(purchaseId, `done/${key}`) };
  const before = await answerTo(context, purchaseId, key);
  if (before !== 'none' && before !== 'unanswered') return result;
  // One that was sent before and has no answer on record, perhaps because it was lost with its process, is asked for again:
  // the purchase gives it its first answer.
  if (before === 'none' && seenOf(visitor.whole) !== seen) {
    return { status: 409, page: movedOnPage(visitor, reader.say(question.title(kind))) };
  }
  const read = question.read(typed, kind);
  if ('faults' in read) {
    return {
      status: 422,
      page: questionPage(place, { typed, faults: faultsFor(reader, read.faults) }),
    };
  }
  context.limitWrites(purchaseId);
  const argument = argumentOf(visitor, question, { wanted: read.argument, claim });
  const asked = { caller, key, purchaseId, name: question.update, argument, kept: { kind, typed } };
  const { answer } = await actOnce(context, asked, requestId);
  // Everything else was read before: a picture is not there any more, and nothing was done.
  if (answer.status === 422)
    return { status: 422, page: questionPage(place, { typed, faults: picturesGone(reader) }) };
  return result;
}

/** An act of a customer that was answered. */
export interface ActDone {
  /** Why it was refused, if it was. */
  refusal?: Partial<WhyRefused>;
  claimId?: string;
  /** When it was asked for. */
  at: string;
  /** What the customer had answered, with the rest of the address of the question. Earlier versions have not kept it. */
  kept?: { kind: string; typed: Typed };
}

/** What became of an act of a customer. */
export async function answerTo(
  { ledger }: Pick<ApiContext, 'ledger'>,
  purchaseId: PurchaseId,
  key: string,
): Promise<'none' | 'unanswered' | ActDone> {
  const request = await readRequest(ledger, { caller: callerOf(purchaseId).name, requestKey: key });
  if (request.state !== 'answered') return request.state;
  const { status, at } = request;
  // Sound: only acts of customers are kept under such a caller, and all write their answers like this.
  const { claimId, kept, ...refusal } = request.body as Partial<WhyRefused> & {
    claimId?: string;
    kept?: { kind: string; typed: Typed };
  };
  return {
    at: at.toISOString(),
    ...present({ claimId, kept, refusal: status < 400 ? undefined : refusal }),
  };
}
