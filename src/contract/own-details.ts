/**
 * The names of details in a timeline that are amounts, instants, ids and words of ours. A text under any other name is
 * somebody else's: it is erased with its purchase, and a viewer does not see it. So a new detail is kept from both unless it
 * is added here.
 */
export const OWN_DETAILS: readonly string[] = [
  'action',
  'by',
  'caseId',
  'cause',
  'claimId',
  'claimType',
  'code',
  'currency',
  'decision',
  'event',
  'fields',
  'how',
  'key',
  'kind',
  'missed',
  'occurredAt',
  'outcome',
  'policyVersion',
  'refundId',
  'remedy',
  'request',
  'result',
  'step',
  'template',
  'until',
  'why',
];
