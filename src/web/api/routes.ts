import type { ApiRole } from '../../contract/api-role.ts';
import type { UpdateName } from '../../contract/updates.ts';

/** One route. `docs/http.md` has the same table, and a test compares them. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  roles: readonly ApiRole[];
}

const SUPPORT = ['agent', 'approver'] as const;
const READERS = ['service', 'viewer', ...SUPPORT, 'assistant'] as const;
const OFFICE = ['viewer', ...SUPPORT, 'assistant'] as const;
const KEEPERS = ['viewer', ...SUPPORT, 'admin'] as const;
const CUSTOMERS = ['service'] as const;
/** A customer may send a picture as the answer to a mail. Support then puts it into the claim on the customer's behalf. */
const ADD_PICTURES = ['service', ...SUPPORT] as const;
/** A picture shows people and their messages. */
const SEE_PICTURES = ['service', ...SUPPORT] as const;

export const ROUTES = {
  openPurchase: { method: 'PUT', path: '/v1/purchases/:purchaseId', roles: CUSTOMERS },
  readPurchase: { method: 'GET', path: '/v1/purchases/:purchaseId', roles: READERS },
  readOptions: { method: 'GET', path: '/v1/purchases/:purchaseId/options', roles: READERS },
  readClaim: { method: 'GET', path: '/v1/claims/:claimId', roles: READERS },
  readReceipt: { method: 'GET', path: '/v1/claims/:claimId/receipt', roles: READERS },
  search: { method: 'GET', path: '/v1/purchases', roles: OFFICE },
  queue: { method: 'GET', path: '/v1/queue', roles: OFFICE },
  stages: { method: 'GET', path: '/v1/stages', roles: OFFICE },
  sendEvent: { method: 'POST', path: '/v1/purchases/:purchaseId/events', roles: ['service', ...SUPPORT] },
  submitClaim: { method: 'POST', path: '/v1/purchases/:purchaseId/claims', roles: CUSTOMERS },
  addEvidence: { method: 'POST', path: '/v1/claims/:claimId/evidence', roles: ADD_PICTURES },
  withdrawClaim: { method: 'POST', path: '/v1/claims/:claimId/withdrawal', roles: CUSTOMERS },
  answerAccess: { method: 'POST', path: '/v1/claims/:claimId/access-answer', roles: CUSTOMERS },
  disputeRemediation: { method: 'POST', path: '/v1/claims/:claimId/dispute', roles: CUSTOMERS },
  chooseRemedy: { method: 'POST', path: '/v1/claims/:claimId/choice', roles: CUSTOMERS },
  decideClaim: { method: 'POST', path: '/v1/claims/:claimId/decision', roles: SUPPORT },
  requestAccess: { method: 'POST', path: '/v1/claims/:claimId/access-request', roles: SUPPORT },
  reportRemediation: { method: 'POST', path: '/v1/claims/:claimId/remediation', roles: SUPPORT },
  settleByHand: { method: 'POST', path: '/v1/purchases/:purchaseId/settlement', roles: ['approver'] },
  correctContact: { method: 'PUT', path: '/v1/purchases/:purchaseId/contact', roles: SUPPORT },
  uploadEvidence: { method: 'POST', path: '/v1/purchases/:purchaseId/evidence', roles: ADD_PICTURES },
  readEvidence: { method: 'GET', path: '/v1/evidence/:evidenceId', roles: SEE_PICTURES },
  readPicture: { method: 'GET', path: '/v1/evidence/:evidenceId/content', roles: SEE_PICTURES },
  readMails: { method: 'GET', path: '/v1/purchases/:purchaseId/mails', roles: SUPPORT },
  readMail: { method: 'GET', path: '/v1/mails/:messageId', roles: SUPPORT },
  resendMail: { method: 'POST', path: '/v1/mails/:messageId/resend', roles: SUPPORT },
  endLinks: { method: 'DELETE', path: '/v1/purchases/:purchaseId/links', roles: SUPPORT },
  readRefund: { method: 'GET', path: '/v1/purchases/:purchaseId/refund', roles: READERS },
  listCases: { method: 'GET', path: '/v1/cases', roles: OFFICE },
  settleCase: { method: 'POST', path: '/v1/cases/:caseId/settlement', roles: SUPPORT },
  listEndpoints: { method: 'GET', path: '/v1/webhook-endpoints', roles: KEEPERS },
  createEndpoint: { method: 'POST', path: '/v1/webhook-endpoints', roles: ['admin'] },
  rotateEndpoint: { method: 'POST', path: '/v1/webhook-endpoints/:endpointId/rotation', roles: ['admin'] },
  switchEndpoint: { method: 'PUT', path: '/v1/webhook-endpoints/:endpointId/status', roles: ['admin'] },
  removeEndpoint: { method: 'DELETE', path: '/v1/webhook-endpoints/:endpointId', roles: ['admin'] },
  resendEvents: {
    method: 'POST',
    path: '/v1/webhook-endpoints/:endpointId/resends',
    roles: [...SUPPORT, 'admin'],
  },
  listDeliveries: { method: 'GET', path: '/v1/webhook-endpoints/:endpointId/deliveries', roles: KEEPERS },
  readFeed: { method: 'GET', path: '/v1/events', roles: [...READERS, 'admin'] },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Routes that are an update of the workflow have its name. */
export const ACTS: readonly UpdateName[] = [
  'submitClaim',
  'addEvidence',
  'withdrawClaim',
  'answerAccess',
  'disputeRemediation',
  'chooseRemedy',
  'decideClaim',
  'requestAccess',
  'reportRemediation',
  'settleByHand',
  'correctContact',
];

/**
 * Roles that may see what an act would do, and not do it: an assistant, for all acts of both sides.
 */
export const mayPreview = (role: ApiRole, name: UpdateName): boolean =>
  role === 'assistant' || (ROUTES[name].roles as readonly ApiRole[]).includes(role);
