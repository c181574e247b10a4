import type { Stage } from '../../../../src/contract/status.ts';

export const STAGES: Readonly<Record<Stage, string>> = {
  awaiting_sms: 'Waiting for the SMS',
  returning_funds: 'Returning the money',
  claim_window: 'Claims are open',
  needs_evidence: 'Waiting for evidence',
  in_review: 'Support reviews the claim',
  in_remediation: 'The seller puts it right',
  access_requested: 'Waiting for access',
  remedied: 'Put right: the customer may dispute',
  awaiting_choice: 'The customer chooses',
  replacing: 'Issuing a replacement',
  closed: 'Closed',
};
