import type { UpdateName } from '../../../../src/contract/updates.ts';

/** What an accepted request has done. */
export const ACCEPTED: Readonly<Record<UpdateName, string>> = {
  submitClaim: 'The claim is filed.',
  addEvidence: 'The screenshots are with the claim.',
  withdrawClaim: 'The claim is withdrawn.',
  decideClaim: 'Support’s decision is taken.',
  requestAccess: 'The customer is asked for access.',
  answerAccess: 'The answer about access is taken.',
  reportRemediation: 'Support’s report is taken.',
  disputeRemediation: 'The repair is disputed.',
  chooseRemedy: 'The choice is taken.',
  settleByHand: 'The step goes on as support said.',
  correctContact: 'The address is corrected.',
};
