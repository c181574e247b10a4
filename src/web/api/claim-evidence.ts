import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { EvidenceRef, UpdateName, Updates } from '../../contract/updates.ts';
import {
  checkEvidence,
  holdEvidence,
  takeEvidence,
  type ClaimEvidenceParts,
} from '../../evidence/put-into-claim.ts';
import { unlessAway } from '../../ledger/ledger-unavailable.ts';
import type { ApiContext } from './parts.ts';
import { malformed, type ApiProblem } from './problems.ts';
import { findWhole } from './purchases.ts';

/** An act that may name evidence. */
export interface EvidenceAct<N extends UpdateName> {
  name: N;
  purchaseId: PurchaseId;
  argument: Updates[N];
}

/** The act as the purchase is asked, or why it is not. `took`: to be called once the purchase has accepted it. */
export type WithEvidence<N extends UpdateName> =
  | { ok: true; argument: Updates[N]; took: (claimId: ClaimId | undefined) => Promise<void> }
  | { ok: false; problem: ApiProblem };

const nothingToTake = (): Promise<void> => Promise.resolve();

/**
 * The act with what is known of the pictures that it names. A claim takes only what was uploaded for its purchase. With
 * `requestId` they are held for it; without, as for a preview, nothing is written. Where no evidence is kept here, what is
 * named is somewhere else, and the act stays as it is. Throws `LedgerUnavailable`.
 */
export async function withEvidence<N extends UpdateName>(
  context: ApiContext,
  { name, purchaseId, argument }: EvidenceAct<N>,
  requestId?: string,
): Promise<WithEvidence<N>> {
  const named = evidenceOf(argument);
  if (context.evidence === undefined || named.length === 0)
    return { ok: true, argument, took: nothingToTake };
  const parts: ClaimEvidenceParts = {
    ledger: context.ledger,
    claimsOf: async (id) => (await findWhole(context, id))?.claims,
    now: context.now,
  };
  const claimId = name === 'submitClaim' || !('claimId' in argument) ? undefined : argument.claimId;
  const naming = { purchaseId, claimId, evidence: named };
  const judged = await (requestId === undefined
    ? checkEvidence(parts, naming)
    : holdEvidence(parts, naming, requestId));
  if (!judged.ok) return { ok: false, problem: malformed(judged.problems) };
  const { evidence } = judged;
  return {
    ok: true,
    argument: { ...argument, evidence },
    async took(claim) {
      if (claim === undefined || requestId === undefined) return;
      // The purchase has them already. If it cannot be noted, the next round of the cleaner asks the purchase.
      await unlessAway(takeEvidence(parts, evidence, claim, requestId));
    },
  };
}

const evidenceOf = (argument: Updates[UpdateName]): readonly EvidenceRef[] =>
  'evidence' in argument && argument.evidence !== undefined ? argument.evidence : [];
