import { REJECTION_CLAUSES, type RejectionClause } from '../rejection-clause.ts';
import type { Problem } from '../answers.ts';
import type { ClaimId } from '../scalars.ts';
import { WORDS_LONGEST } from '../text-bounds.ts';
import type { By, ClaimType, DecideClaim } from '../updates.ts';
import { oneOf, optional, objectOf } from './fields.ts';
import { narrowed } from './reader.ts';
import { about, by, claimType } from './requester.ts';
import { text } from './text.ts';

/** A decision whose fields are right one by one, and perhaps not together. */
interface LooseDecision {
  by: By;
  claimId?: ClaimId;
  ifRevision?: number;
  decision: DecideClaim['decision'];
  clause?: RejectionClause;
  claimType?: ClaimType;
  note: string;
  internalNote?: string;
}

const clause = oneOf<RejectionClause>(...REJECTION_CLAUSES);

const loose = objectOf<LooseDecision>({
  by,
  ...about,
  decision: oneOf('approve', 'reject', 'request_evidence', 'reclassify'),
  clause: optional(clause),
  claimType: optional(claimType),
  note: text(1, WORDS_LONGEST),
  internalNote: optional(text(0, WORDS_LONGEST)),
});

export const decideClaim = narrowed(loose, (request): DecideClaim | Problem[] => {
  const { decision, clause: cited, claimType: moveTo, ...words } = request;
  switch (decision) {
    case 'reject':
      if (cited !== undefined && moveTo === undefined) return { ...words, decision, clause: cited };
      break;
    case 'reclassify':
      if (moveTo !== undefined && cited === undefined) return { ...words, decision, claimType: moveTo };
      break;
    case 'approve':
    case 'request_evidence':
      if (cited === undefined && moveTo === undefined) return { ...words, decision };
      break;
    default:
      return decision satisfies never;
  }
  return [
    ...onlyTo('reject', 'clause', clause.wanted, request),
    ...onlyTo('reclassify', 'claimType', claimType.wanted, request),
  ];
});

/** A field that one decision needs and the others must not have. */
function onlyTo(
  decision: DecideClaim['decision'],
  field: 'clause' | 'claimType',
  wanted: string,
  request: LooseDecision,
): Problem[] {
  const given = request[field] !== undefined;
  if (given === (request.decision === decision)) return [];
  const message = given
    ? `is only for the decision ${decision}: leave it out`
    : `is missing: to ${decision}, send ${wanted}`;
  return [{ field, message }];
}
