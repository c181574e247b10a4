import type { UpdateName, Updates } from '../src/contract/updates.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { answerAccess, requestAccess } from './access.ts';
import { chooseRemedy } from './choice.ts';
import { submitClaim, withdrawClaim } from './claims.ts';
import { correctContact } from './contact.ts';
import { decideClaim } from './decide-claim.ts';
import { addEvidence } from './evidence.ts';
import type { Life } from './life.ts';
import { disputeRemediation, reportRemediation } from './major-defect.ts';
import { settleByHand } from './step.ts';

/** A request in two halves: whether it can be taken, without a trace; and the facts it sets, at once. */
export interface RequestRule<N extends UpdateName> {
  /** Why nothing of this kind can be taken now, whatever it says. Asked in the stages that list the kind. */
  closed?: (life: Life) => Refusal | undefined;
  /** Why this one cannot be taken. Asked when the kind can. */
  judge?: (life: Life, request: Updates[N]) => Refusal | undefined;
  /** Why this one, which could be taken, is not worth a trace. Asked before it has one, and never of one that has. */
  traceless?: (life: Life, request: Updates[N]) => Refusal | undefined;
  carryOut: (life: Life, request: Updates[N]) => void;
  refused?: (life: Life, request: Updates[N], why: Refusal) => void;
}

export const RULES: { readonly [N in UpdateName]: RequestRule<N> } = {
  submitClaim,
  addEvidence,
  withdrawClaim,
  decideClaim,
  requestAccess,
  answerAccess,
  reportRemediation,
  disputeRemediation,
  chooseRemedy,
  settleByHand,
  correctContact,
};
