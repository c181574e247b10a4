import type { RouteName } from '../src/web/api/routes.ts';
import type { Json } from './api-parts.ts';

/** Where an answer has the id with which routes go on. */
interface GoesOn {
  status: '200' | '201';
  parameter: 'evidenceId' | 'purchaseId' | 'claimId' | 'messageId' | 'caseId' | 'endpointId';
  /** A JSON pointer into the answer. */
  at: string;
  routes: readonly RouteName[];
}

const OPEN: readonly RouteName[] = [
  'readPurchase',
  'readOptions',
  'sendEvent',
  'submitClaim',
  'correctContact',
  'readMails',
  'readRefund',
];

const CLAIMED: readonly RouteName[] = [
  'readClaim',
  'readReceipt',
  'addEvidence',
  'withdrawClaim',
  'decideClaim',
  'requestAccess',
  'answerAccess',
  'reportRemediation',
  'disputeRemediation',
  'chooseRemedy',
];

const ENDPOINT: readonly RouteName[] = [
  'rotateEndpoint',
  'switchEndpoint',
  'resendEvents',
  'listDeliveries',
  'removeEndpoint',
];

const GOES_ON: { readonly [N in RouteName]?: readonly GoesOn[] } = {
  openPurchase: (['200', '201'] as const).map((status) => ({
    status,
    parameter: 'purchaseId',
    at: '/purchaseId',
    routes: OPEN,
  })),
  submitClaim: [{ status: '200', parameter: 'claimId', at: '/claimId', routes: CLAIMED }],
  search: [
    {
      status: '200',
      parameter: 'purchaseId',
      at: '/entries/0/purchaseId',
      routes: ['readPurchase', 'settleByHand'],
    },
  ],
  readMails: [
    {
      status: '200',
      parameter: 'messageId',
      at: '/mails/0/messageId',
      routes: ['readMail', 'resendMail'],
    },
  ],
  listCases: [{ status: '200', parameter: 'caseId', at: '/entries/0/caseId', routes: ['settleCase'] }],
  uploadEvidence: [
    {
      status: '201',
      parameter: 'evidenceId',
      at: '/evidenceId',
      routes: ['readEvidence', 'readPicture'],
    },
  ],
  createEndpoint: [{ status: '201', parameter: 'endpointId', at: '/endpointId', routes: ENDPOINT }],
};

/** The answers of a route, with links to the routes that take an id out of them. */
export function withLinks(name: RouteName, responses: Json): Json {
  const linked = { ...responses };
  for (const { status, parameter, at, routes } of GOES_ON[name] ?? []) {
    const links = routes.map((operationId) => [
      operationId,
      { operationId, parameters: { [parameter]: `$response.body#${at}` } },
    ]);
    linked[status] = { ...(linked[status] as Json), links: Object.fromEntries(links) as Json };
  }
  return linked;
}
