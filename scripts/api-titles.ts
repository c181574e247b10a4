import type { Json } from './api-parts.ts';
import type { RouteName } from '../src/web/api/routes.ts';

/** What the operations are about, in the order in which they are read. */
export const GROUPS = {
  Purchases: 'Opening a purchase, reading it, and what happens to its number.',
  Claims: 'What the customer asks for, and what support answers.',
  Evidence: 'Pictures that a claim can take.',
  Lists: 'Search, the queue of what waits for a person, and counts.',
  'Money and cases': 'Refunds, steps that support settles by hand, and cases that no purchase resolves.',
  Mails: 'What was written to the customer.',
  Events: 'The feed of what happens, and events that their sender signs.',
  Webhooks: 'Endpoints to which the feed is sent.',
  'Policy and receipts': 'The policy as data, signed receipts of decisions, and their keys.',
} as const;

type Group = keyof typeof GROUPS;

/** What each operation does, and what it is about. */
const TITLES: Readonly<Record<RouteName | KeylessName, readonly [group: Group, summary: string]>> = {
  openPurchase: ['Purchases', 'Open a purchase'],
  readPurchase: ['Purchases', 'Read a purchase'],
  readOptions: ['Purchases', 'See what each side could ask for'],
  sendEvent: ['Purchases', 'Say what happened'],
  correctContact: ['Purchases', 'Correct the customer’s contact'],
  submitClaim: ['Claims', 'File a claim'],
  readClaim: ['Claims', 'Read a claim'],
  addEvidence: ['Claims', 'Add evidence'],
  uploadEvidence: ['Evidence', 'Upload a picture'],
  readEvidence: ['Evidence', 'See what is known of a picture'],
  readPicture: ['Evidence', 'Get a picture'],
  withdrawClaim: ['Claims', 'Withdraw a claim'],
  answerAccess: ['Claims', 'Grant or refuse access'],
  disputeRemediation: ['Claims', 'Dispute a remedy'],
  chooseRemedy: ['Claims', 'Choose refund or replacement'],
  decideClaim: ['Claims', 'Decide a claim'],
  requestAccess: ['Claims', 'Ask for access'],
  reportRemediation: ['Claims', 'Report a remedy'],
  search: ['Lists', 'Find purchases'],
  queue: ['Lists', 'List what waits for a person'],
  stages: ['Lists', 'Count open purchases by stage'],
  readRefund: ['Money and cases', 'Read a refund'],
  settleByHand: ['Money and cases', 'Settle a step by hand'],
  listCases: ['Money and cases', 'List cases'],
  settleCase: ['Money and cases', 'Settle a case'],
  readMails: ['Mails', 'List the mails of a purchase'],
  readMail: ['Mails', 'Read a mail'],
  resendMail: ['Mails', 'Send a mail again'],
  endLinks: ['Mails', 'End the customer’s links'],
  readFeed: ['Events', 'Read the feed'],
  takeSignedEvent: ['Events', 'Say what happened, signed'],
  listEndpoints: ['Webhooks', 'List endpoints'],
  createEndpoint: ['Webhooks', 'Make an endpoint'],
  rotateEndpoint: ['Webhooks', 'Rotate the secret of an endpoint'],
  switchEndpoint: ['Webhooks', 'Switch an endpoint on or off'],
  removeEndpoint: ['Webhooks', 'Remove an endpoint'],
  resendEvents: ['Webhooks', 'Send events again'],
  listDeliveries: ['Webhooks', 'List deliveries'],
  listPolicies: ['Policy and receipts', 'List the versions of the policy'],
  readPolicy: ['Policy and receipts', 'Read a version of the policy'],
  readReceipt: ['Policy and receipts', 'Get the receipt of a decision'],
  publishedKeys: ['Policy and receipts', 'Get the keys of receipts'],
};

type KeylessName = 'takeSignedEvent' | 'listPolicies' | 'readPolicy' | 'publishedKeys';

/** The operations with what each is called and is about. */
export function withTitles(paths: { readonly [path: string]: Json }): Json {
  const titled = (operation: unknown): Json => {
    const { operationId, ...rest } = operation as Json & { operationId: keyof typeof TITLES };
    const [group, summary] = TITLES[operationId];
    return { operationId, summary, tags: [group], ...rest };
  };
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, titled(operation)])),
    ]),
  );
}
