import { WORDS_LONGEST } from '../text-bounds.ts';
import type {
  AddEvidence,
  AnswerAccess,
  ChooseRemedy,
  CorrectContact,
  DisputeRemediation,
  EvidenceRef,
  ReportRemediation,
  RequestAccess,
  SubmitClaim,
  UpdateName,
  Updates,
  WithdrawClaim,
} from '../updates.ts';
import { email, locale, timeZone } from './contact.ts';
import { decideClaim } from './decide-claim.ts';
import { boolean, list, matching, oneOf, onlyShown, optional, objectOf } from './fields.ts';
import { readWith, type Read, type Reader } from './reader.ts';
import { about, by, claimType, seen } from './requester.ts';
import { id } from './scalars.ts';
import { settleByHand } from './settle-by-hand.ts';
import { line, text } from './text.ts';

const evidenceRef = objectOf<EvidenceRef>({
  evidenceId: id,
  mediaType: optional(line(0, 100)),
  sha256: optional(matching('64 hexadecimal digits in small letters', /^[0-9a-f]{64}$/, 64)),
});

const ARGUMENTS: { readonly [N in UpdateName]: Reader<Updates[N]> } = {
  // A reason that is too short is not malformed: the policy answers it (P2).
  submitClaim: objectOf<SubmitClaim>({
    by,
    ...seen,
    claimType,
    reason: text(0, WORDS_LONGEST),
    evidence: optional(list(evidenceRef, 0, 5)),
  }),
  addEvidence: objectOf<AddEvidence>({ by, ...about, evidence: list(evidenceRef, 1, 5) }),
  withdrawClaim: objectOf<WithdrawClaim>({ by, ...about, reason: optional(text(0, WORDS_LONGEST)) }),
  decideClaim,
  requestAccess: objectOf<RequestAccess>({ by, ...about, what: text(1, 2000) }),
  answerAccess: objectOf<AnswerAccess>({ by, ...about, granted: boolean }),
  reportRemediation: objectOf<ReportRemediation>({
    by,
    ...about,
    outcome: oneOf('done', 'not_possible'),
    summary: text(1, 2000),
  }),
  disputeRemediation: objectOf<DisputeRemediation>({ by, ...about, reason: text(1, WORDS_LONGEST) }),
  chooseRemedy: objectOf<ChooseRemedy>({ by, ...about, remedy: oneOf('refund', 'replacement') }),
  settleByHand,
  correctContact: objectOf<CorrectContact>({
    by,
    ...seen,
    email,
    locale: onlyShown(locale),
    timeZone: onlyShown(timeZone),
  }),
};

export const UPDATE_NAMES = Object.keys(ARGUMENTS) as readonly UpdateName[];

/**
 * Reads the argument of an update. Whether the request is possible now is decided by the policy, not here.
 * @example
 * readUpdate('answerAccess', { by: { kind: 'customer', id: 'c1' }, granted: true });
 * // { ok: true, value: { by: { kind: 'customer', id: 'c1' }, granted: true } }
 */
export function readUpdate<N extends UpdateName>(name: N, input: unknown): Read<Updates[N]> {
  const argument: Reader<Updates[N]> = ARGUMENTS[name];
  return readWith(argument, input);
}
