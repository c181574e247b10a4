import { claimIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';

/** The path of a route for this purchase and its first claim. Of everything else there is none of the id. */
export const filledPath = (path: string, purchaseId: PurchaseId): string =>
  path
    .replace(':purchaseId', purchaseId)
    .replace(':claimId', claimIdOf(purchaseId, 1))
    .replace(':messageId', 'none@example.org')
    .replace(':caseId', 'case_none')
    .replace(':evidenceId', `ev_${'0'.repeat(32)}`)
    .replace(':endpointId', 'whe_000000000000000000000000');
