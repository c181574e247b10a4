import type { ClauseId } from '../../contract/clause-id.ts';
import { CLAUSES } from '../../policy/clauses.ts';

type ClauseTextKey = `clause.${ClauseId}.${'title' | 'plain'}`;

/** The clauses in the English of the policy, as texts of mails. */
// Sound: each key is made of a clause and one of the two fields.
export const CLAUSE_TEXTS = Object.fromEntries(
  Object.values(CLAUSES).flatMap(({ id, title, plain }) => [
    [`clause.${id}.title`, title],
    [`clause.${id}.plain`, plain],
  ]),
) as { readonly [K in ClauseTextKey]: string };
