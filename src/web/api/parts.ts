import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Client } from '@temporalio/client';
import type { ReturnsClient } from '../../client/returns-client.ts';
import type { TrustedProxies } from '../../listening/caller-address.ts';
import type { Ledger } from '../../ledger/tables.ts';
import type { EventSecret } from '../../config/event-secrets.ts';
import type { EvidenceUploads } from '../../evidence/uploads.ts';
import type { CustomerLinks } from '../../links/customer-links.ts';
import type { ReceiptKeys } from '../../receipts/receipt-keys.ts';
import type { Desk } from '../../operations/desk.ts';
import type { EndpointParts } from '../../operations/webhook-endpoints.ts';
import type { PictureReader } from './read-picture.ts';
import type { Caller } from './key-ring.ts';
import type { onceOnly } from './idempotency.ts';
import type { ReadBefore } from './read-before.ts';
import type { Scope } from './scope.ts';

/** What keeps pictures as evidence. */
export interface EvidenceKeeping {
  uploads: EvidenceUploads;
  /** How long what a claim has taken is kept after its purchase has closed. */
  retentionMs: number;
  /** Ends what makes pictures safe. */
  stop: () => void;
}

/** What routes and pages take pictures with. */
export interface EvidenceContext {
  uploads: EvidenceUploads;
  reader: PictureReader;
}

/** What the API works with. */
export interface ApiParts {
  returns: ReturnsClient;
  temporal: Client;
  ledger: Ledger;
  desk: Desk;
  log: Logger;
  now: () => Date;
  /** Above so many minor units, by currency, only an approver approves a claim. Without any there is no such limit. */
  approvalLimits?: ReadonlyMap<string, number>;
  /** Callers that sign their events. */
  eventSecrets?: readonly EventSecret[];
  /** What endpoints of webhooks are made with. */
  webhooks?: Omit<EndpointParts, 'ledger'>;
  /** How customers reach their pages. Without it there are none. */
  customers?: { links: CustomerLinks };
  /** Without them no receipts are signed. */
  receiptKeys?: ReceiptKeys;
  /** Proxies that are believed when they name for whom they ask. Without any, a request comes from who has connected. */
  trustedProxies?: TrustedProxies;
  /** Without it evidence is kept elsewhere, and claims take any id of it. */
  evidenceKeeping?: EvidenceKeeping;
}

/** What every handler has as well. */
export interface ApiContext extends ApiParts {
  once: ReturnType<typeof onceOnly>;
  evidence?: EvidenceContext;
  scope: Scope;
  readBefore: ReadBefore;
  /** Where a request comes from, for counting. */
  callerAddress: (env: Partial<HttpBindings>) => string;
  /**
   * Throws `ProblemError`, 429, if a purchase, or a caller's opening of one, is written to too often. Returns what gives this
   * one back.
   */
  limitWrites: (what: string) => () => void;
  /** The same for events, of each side apart: those of the order service leave support and the customer their own turns. */
  limitEvents: (what: string) => () => void;
}

/** What a request brings along. */
export interface ApiVariables {
  requestId: string;
  caller: Caller;
  /** The path of the route, with the names of its parameters. */
  route?: string;
  /** Set by the handler, for the record of uses. */
  purchaseId?: string;
  /** Gives back what this request has taken of the purchase's limit. */
  uncount?: () => void;
}

export interface ApiEnv {
  /** Empty in a test that calls the API in its process. */
  Bindings: Partial<HttpBindings>;
  Variables: ApiVariables;
}
