import type { Problem } from '../answers.ts';
import type { DecideClaim, RejectionClause } from '../updates.ts';
import { oneOf, optional, record } from './fields.ts';
import { withRule } from './reader.ts';
import { by, claimType } from './requester.ts';
import { text } from './text.ts';

export const REJECTION_CLAUSES = ['R1', 'C1', 'C2', 'C3', 'X1', 'X2', 'X3', 'P2', 'P3'] as const;

const clause = oneOf<RejectionClause>(...REJECTION_CLAUSES);

const fields = record<DecideClaim>({
  by,
  decision: oneOf('approve', 'reject', 'request_evidence', 'reclassify'),
  clause: optional(clause),
  claimType: optional(claimType),
  note: text(1, 4000),
  internalNote: optional(text(0, 4000)),
});

export const decideClaim = withRule(fields, (request) => [
  ...onlyTo('reject', 'clause', clause.wanted, request),
  ...onlyTo('reclassify', 'claimType', claimType.wanted, request),
]);

/** A field that one decision needs and the others must not have. */
function onlyTo(
  decision: DecideClaim['decision'],
  field: 'clause' | 'claimType',
  wanted: string,
  request: DecideClaim,
): Problem[] {
  const given = request[field] !== undefined;
  if (given === (request.decision === decision)) return [];
  const message = given
    ? `is only for the decision ${decision}: leave it out`
    : `is missing: to ${decision}, send ${wanted}`;
  return [{ field, message }];
}
