import { claimIdOf } from '../src/contract/ids.ts';
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import type { UpdateName, Wanted } from '../src/contract/updates.ts';
import type { RouteName } from '../src/web/api/routes.ts';

/** The purchases that the examples of the document are about, by their stage: each of them is taken there. */
export const EXAMPLE_PURCHASES = {
  claim_window: 'p1',
  in_review: 'p2',
  in_remediation: 'p3',
  access_requested: 'p4',
  remedied: 'p5',
  awaiting_choice: 'p6',
  closed: 'p7',
  returning_funds: 'p8',
} as const;

export const EXAMPLE_IDS = {
  /** Of a purchase that is not open yet. */
  newPurchase: 'p9',
  message: 'funds_returned.1.p7@instaotp.example',
  case: 'case_8f14e45f-ceea-4671',
  evidence: 'ev_6fd0c2a94b1e47d8a3c5f0918e7b2d46',
  endpoint: 'whe_5f2d0c9a7b3e41d8a6c0f913',
} as const;

const { claim_window, in_review, in_remediation, access_requested, remedied, awaiting_choice } =
  EXAMPLE_PURCHASES;
const { closed, returning_funds } = EXAMPLE_PURCHASES;

const claimOf = (purchaseId: string) => ({ claimId: claimIdOf(purchaseId, 1) });
const AT_ENDPOINT = { endpointId: EXAMPLE_IDS.endpoint };
const AT_EVIDENCE = { evidenceId: EXAMPLE_IDS.evidence };
const AT_MESSAGE = { messageId: EXAMPLE_IDS.message };

/** What a route is called with. The bodies, by what they do. */
interface Example<Body> {
  path?: Readonly<Record<string, string>>;
  bodies?: Readonly<Record<string, Body>>;
}

type BodyOf<N extends RouteName> = N extends UpdateName
  ? Omit<Wanted<N>, 'claimId'>
  : N extends 'openPurchase'
    ? Omit<PurchaseOrder, 'purchaseId' | 'replaces'>
    : Readonly<Record<string, unknown>>;

/** Distributes over the alternatives of an update, so that each keeps its own fields. */
type EachBodyOf<N extends RouteName> = BodyOf<N> extends infer Body ? Body : never;

export const EXAMPLES: { readonly [N in RouteName]: Example<EachBodyOf<N>> } = {
  openPurchase: {
    path: { purchaseId: EXAMPLE_IDS.newPurchase },
    bodies: {
      order: {
        customer: { customerId: 'c1', email: 'ada@example.org', name: 'Ada', timeZone: 'Europe/Vienna' },
        activation: { activationId: 'a9', phoneNumber: '+431234567', service: 'chat', country: 'AT' },
        price: { amount: 149, currency: 'EUR' },
        purchasedAt: '2026-03-01T10:00:00Z',
      },
    },
  },
  readPurchase: { path: { purchaseId: claim_window } },
  readOptions: { path: { purchaseId: claim_window } },
  readClaim: { path: claimOf(in_review) },
  readReceipt: { path: claimOf(closed) },
  search: {},
  queue: {},
  stages: {},
  sendEvent: {
    path: { purchaseId: claim_window },
    bodies: {
      smsReceived: { type: 'smsReceived', eventId: 'sms-1', occurredAt: '2026-03-01T10:01:00Z' },
      remediationDone: { type: 'remediationDone', eventId: 'repair-1', summary: 'It has a new route.' },
    },
  },
  submitClaim: {
    path: { purchaseId: claim_window },
    bodies: {
      invalidNumber: {
        claimType: 'invalid_number',
        evidence: [{ evidenceId: 'screenshot-1', mediaType: 'image/png' }],
        reason: 'The service says that this number is not valid.',
      },
      majorDefect: { claimType: 'major_defect', reason: 'The number lost every second code today.' },
    },
  },
  addEvidence: {
    path: claimOf(in_review),
    bodies: { screenshot: { evidence: [{ evidenceId: 'screenshot-2' }] } },
  },
  withdrawClaim: {
    path: claimOf(access_requested),
    bodies: { withdrawal: { reason: 'It works after all.' } },
  },
  answerAccess: { path: claimOf(access_requested), bodies: { granted: { granted: true } } },
  disputeRemediation: {
    path: claimOf(remedied),
    bodies: { dispute: { reason: 'It still loses every second code.' } },
  },
  chooseRemedy: {
    path: claimOf(awaiting_choice),
    bodies: { refund: { remedy: 'refund' }, replacement: { remedy: 'replacement' } },
  },
  decideClaim: {
    path: claimOf(in_review),
    bodies: {
      requestEvidence: { decision: 'request_evidence', note: 'Please show the whole message.' },
      reclassify: { decision: 'reclassify', claimType: 'major_defect', note: 'It worked at first.' },
      approve: { decision: 'approve', note: 'The screenshot shows it.' },
      reject: { decision: 'reject', clause: 'X3', note: 'Another program of yours holds it back.' },
    },
  },
  requestAccess: {
    path: claimOf(in_remediation),
    bodies: { question: { what: 'The settings page of your server.' } },
  },
  reportRemediation: {
    path: claimOf(in_remediation),
    bodies: {
      done: { outcome: 'done', summary: 'It has a new route.' },
      notPossible: { outcome: 'not_possible', summary: 'The number is dead.' },
    },
  },
  settleByHand: {
    path: { purchaseId: returning_funds },
    bodies: {
      retry: { step: 'refund', action: 'retry', note: 'The bank is back.' },
      done: { step: 'refund', action: 'done', reference: 'bank-77', note: 'Paid by hand.' },
    },
  },
  correctContact: {
    path: { purchaseId: claim_window },
    bodies: { contact: { email: 'ada@example.com', locale: 'de-AT' } },
  },
  uploadEvidence: { path: { purchaseId: claim_window } },
  readEvidence: { path: AT_EVIDENCE },
  readPicture: { path: AT_EVIDENCE },
  readMails: { path: { purchaseId: closed } },
  readMail: { path: AT_MESSAGE },
  resendMail: { path: AT_MESSAGE, bodies: { elsewhere: { to: 'ada@example.com' } } },
  endLinks: { path: { purchaseId: closed } },
  readRefund: { path: { purchaseId: closed } },
  listCases: {},
  settleCase: { path: { caseId: EXAMPLE_IDS.case }, bodies: { settlement: { note: 'Opened again.' } } },
  listEndpoints: {},
  createEndpoint: {
    bodies: {
      all: { url: 'https://shop.example/webhooks' },
      some: { url: 'https://shop.example/closed', types: ['purchase.closed'], scheme: 'v1a' },
    },
  },
  rotateEndpoint: { path: AT_ENDPOINT, bodies: { hour: { overlapSeconds: 3_600 } } },
  switchEndpoint: {
    path: AT_ENDPOINT,
    bodies: { off: { status: 'disabled' }, on: { status: 'enabled' } },
  },
  removeEndpoint: { path: AT_ENDPOINT },
  resendEvents: { path: AT_ENDPOINT, bodies: { since: { since: '2026-03-01T00:00:00Z' } } },
  listDeliveries: { path: AT_ENDPOINT },
  readFeed: {},
};

/** The body of an event that its sender signs. */
export const SIGNED_EVENT_EXAMPLE = {
  type: 'smsReceived',
  timestamp: '2026-03-01T10:01:00Z',
  data: { purchaseId: claim_window },
};
