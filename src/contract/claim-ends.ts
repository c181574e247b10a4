import type { ClaimStatus } from './status.ts';

/** The entries of a timeline with which a claim ends, and as what. */
export const CLAIM_ENDS: Readonly<Record<string, Exclude<ClaimStatus, 'open'>>> = {
  claim_approved: 'approved',
  claim_rejected: 'rejected',
  claim_withdrawn: 'withdrawn',
  claim_forfeited: 'forfeited',
  claim_moot: 'moot',
  claim_remedied: 'remedied',
  access_refused: 'disqualified',
};
