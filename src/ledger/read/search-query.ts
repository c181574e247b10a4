import type { ClauseId } from '../../contract/clause-id.ts';
import type { ActivationId, CustomerId, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { Stage } from '../../contract/status.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { boolean, list, oneOf, optional, objectOf } from '../../contract/validation/fields.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { claimType } from '../../contract/validation/requester.ts';
import { id } from '../../contract/validation/scalars.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import { CLAUSES } from '../../policy/clauses.ts';
import { VERSION_IDS } from '../../policy/versions.ts';
import { cursor, limit } from './page.ts';
import { OPEN_STAGES } from './stages.ts';

/** The last purchase of a page. */
export interface SearchPlace {
  purchasedAt: Timestamp;
  purchaseId: PurchaseId;
}

/** All given conditions must hold. */
export interface SearchQuery {
  purchaseId?: PurchaseId;
  /** One of these. */
  purchaseIds?: PurchaseId[];
  activationId?: ActivationId;
  customerId?: CustomerId;
  stage?: Stage;
  /** Not decided yet. */
  open?: boolean;
  /** The type of any of its claims. */
  claimType?: ClaimType;
  /** The clause that decided the purchase, or one of its claims. */
  clause?: ClauseId;
  policyVersion?: string;
  after?: SearchPlace;
  /** 1 to 200, default 50. */
  limit?: number;
}

const after = cursor(([purchasedAt, purchaseId, ...more]): SearchPlace | undefined => {
  const at = readWith(timestamp, purchasedAt);
  const key = readWith(id, purchaseId);
  return at.ok && key.ok && more.length === 0 ? { purchasedAt: at.value, purchaseId: key.value } : undefined;
});

export const searchQuery = objectOf<SearchQuery>({
  purchaseId: optional(id),
  purchaseIds: optional(list(id, 0, 200)),
  activationId: optional(id),
  customerId: optional(id),
  stage: optional(oneOf<Stage>(...OPEN_STAGES, 'closed')),
  open: optional(boolean),
  claimType: optional(claimType),
  // Sound: the keys of a record by clause.
  clause: optional(oneOf<ClauseId>(...(Object.keys(CLAUSES) as ClauseId[]))),
  policyVersion: optional(oneOf(...VERSION_IDS)),
  after: optional(after),
  limit: optional(limit),
});
