import type { ColumnType, Generated, Kysely } from 'kysely';
import type { ClauseId } from '../contract/clause-id.ts';
import type { FeedEvents, FeedEventType } from '../contract/feed-event.ts';
import type { MailTemplate } from '../contract/mail.ts';
import type { Outcome } from '../contract/purchase-result.ts';
import type {
  Actor,
  AllowedActions,
  Attention,
  ClaimStatus,
  DeadlineKind,
  RefundStatus,
  RefundView,
  ReplacementStatus,
  ReplacementView,
  Stage,
  Statement,
  TimelineEntry,
} from '../contract/status.ts';
import type { By, ClaimType, Remedy } from '../contract/updates.ts';

/** An instant, milliseconds. Written as RFC 3339 or `Date`, read as `Date`. */
type At = ColumnType<Date, Date | string, Date | string>;
type AtOrNull = ColumnType<Date | null, Date | string | null, Date | string | null>;
/** Written as JSON text, read as the value. */
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;

/** A purchase as its last snapshot says. Personal data: name, address, phone number and the customer's id. */
export interface PurchasesTable {
  purchase_id: string;
  original_purchase_id: string;
  replaces_purchase_id: string | null;
  depth: number;
  customer_id: string;
  email: string;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  activation_id: string;
  phone_number: string;
  service: string;
  country: string;
  /** Minor units. */
  price_amount: number;
  price_currency: string;
  purchased_at: At;
  policy_version: string;
  sms_deadline: At;
  claim_deadline: At;
  stage: Stage;
  next_deadline_kind: DeadlineKind | null;
  next_deadline_at: AtOrNull;
  needs_attention: Json<Attention[]>;
  allowed_actions: Json<AllowedActions>;
  /** The refund as the workflow knew it then. `ledger.refunds` may know more. */
  refund: JsonOrNull<RefundView>;
  /** The last replacement that was asked for, as the workflow knew it then. */
  replacement: JsonOrNull<ReplacementView>;
  /** Its place in support's queue; absent while it is not in it. */
  queued_at: AtOrNull;
  outcome: Outcome | null;
  outcome_clause: ClauseId | null;
  closed_at: AtOrNull;
  opened_at: At;
  history_length: number;
  as_of: At;
  revision: number;
  /** The run that wrote the row, and the run with which the purchase was opened. Absent in rows from before 0010. */
  run_id: string | null;
  opening_id: string | null;
  /** Runs that were reset since. What they write late is ignored. */
  earlier_runs: Generated<string[]>;
  /** When it was written, by the writer's clock. */
  recorded_at: At;
  /**
   * The `recorded_at` under which reconciliation found this closed purchase right. It counts only while the two are equal.
   */
  reconciled_recorded_at: AtOrNull;
  erased_at: AtOrNull;
}

export interface ClaimsTable {
  claim_id: string;
  purchase_id: string;
  n: number;
  claim_type: ClaimType;
  status: ClaimStatus;
  clause: ClauseId | null;
  /** The customer's words. */
  reason: string;
  /** Support's words. */
  note: string | null;
  filed_at: At;
  /** Copied from its purchase, for searching. */
  purchased_at: At;
  remediation_due_at: AtOrNull;
  disputes: number;
  remedy: Remedy | null;
}

export interface DeadlinesTable {
  purchase_id: string;
  kind: DeadlineKind;
  /** Empty for a deadline of the purchase itself. */
  claim_id: string;
  at: At;
  is_next: boolean;
  provisional: boolean;
  paused_since: AtOrNull;
}

export interface PausesTable {
  claim_id: string;
  purchase_id: string;
  n: number;
  why: 'access' | 'remedied';
  paused_from: At;
  paused_to: AtOrNull;
}

export interface EvidenceTable {
  claim_id: string;
  evidence_id: string;
  purchase_id: string;
  n: number;
  media_type: string | null;
  sha256: string | null;
}

/** What each side said, numbered from 1 in each claim. Personal data. */
export interface StatementsTable {
  purchase_id: string;
  /** Empty: about a step of the purchase that no claim has led to. */
  claim_id: string;
  n: number;
  at: At;
  by_kind: By['kind'];
  by_id: string;
  kind: Statement['kind'];
  visibility: Statement['visibility'];
  words: string;
}

/** Append only. An entry that a lost workflow task wrote, and that never happened, is superseded and not shown. */
export interface TimelineTable {
  entry_id: Generated<number>;
  purchase_id: string;
  /**
   * `workflow`: position `n` in the timeline of the purchase. `ledger`: noted by the ledger, e.g. after the purchase has
   * closed.
   */
  source: 'workflow' | 'ledger';
  n: number;
  at: At;
  event: string;
  actor: Actor;
  clause: ClauseId | null;
  visibility: TimelineEntry['visibility'];
  data: JsonOrNull<NonNullable<TimelineEntry['data']>>;
  superseded_at: AtOrNull;
}

/** What a purchase of a chain has been given, or is about to be given. One row per depth. */
export interface RemediesTable {
  original_purchase_id: string;
  depth: number;
  purchase_id: string;
  kind: Remedy;
  key: string;
  /** The call was made, so value may have moved and no other remedy can take this place. */
  given: boolean;
}

export interface RefundsTable {
  key: string;
  original_purchase_id: string;
  purchase_id: string;
  /** Minor units. */
  amount: number;
  currency: string;
  clause: ClauseId;
  /** `failed`: it was confirmed, and the order service has reported its failure since. */
  status: RefundStatus | 'failed';
  refund_id: string | null;
  reason: string | null;
  by_hand: boolean;
  /** The money came back without the order service and without us: a chargeback, a wallet, a bank. */
  returned_otherwise: Generated<boolean>;
  /** The amount in the order service's last answer, in minor units. Absent if it named none. */
  answered_amount: number | null;
  answered_currency: string | null;
  intended_at: At;
  sent_at: AtOrNull;
  confirmed_at: AtOrNull;
  updated_at: At;
}

export interface ReplacementsTable {
  key: string;
  original_purchase_id: string;
  purchase_id: string;
  depth: number;
  amount: number;
  currency: string;
  status: ReplacementStatus;
  replacement_purchase_id: string | null;
  reason: string | null;
  intended_at: At;
  sent_at: AtOrNull;
  updated_at: At;
}

export type MailStatus = 'sending' | 'accepted' | 'rejected' | 'given_up';

/** Every mail with its content. Personal data. */
export interface MailsTable {
  message_id: string;
  purchase_id: string;
  template: MailTemplate;
  /** Counts the mails of one template; a resend has the number of the mail it repeats. */
  n: number;
  /** The mail that this one repeats. */
  resend_of: string | null;
  /** Who asked for it. */
  resent_by: string | null;
  /** The run that sent it first. Absent: from before 0010, or not sent by a workflow. */
  run_id: string | null;
  recipient: string | null;
  subject: string | null;
  text_body: string | null;
  html_body: string | null;
  status: MailStatus;
  attempts: number;
  /** SMTP reply code of the last answer, RFC 5321. */
  response_code: number | null;
  /** The mail server's words. */
  response: string | null;
  first_tried_at: At;
  last_tried_at: At;
  accepted_at: AtOrNull;
}

export type CaseKind =
  | 'workflow_missing'
  | 'workflow_behind'
  | 'opened_again'
  | 'workflow_stuck'
  | 'deadline_passed'
  | 'refund_unknown_to_order_service'
  | 'refund_unknown_to_ledger'
  | 'refund_differs'
  | 'refund_failed'
  | 'activation_shared'
  | 'opening_refused';

/** What one side has on record. No personal data. */
export type CaseFacts = Record<string, string | number | boolean | null>;

/** What was found on each side that was looked at, when the case was opened. `null`: nothing. */
export interface CaseDetails {
  ledger: CaseFacts | null;
  workflow?: CaseFacts | null;
  orderService?: CaseFacts | null;
  /** What came to the HTTP API. */
  api?: CaseFacts;
}

/** Something that no workflow resolves and a person has to settle. Open while `settled_at` is absent. */
export interface CasesTable {
  case_id: string;
  purchase_id: string;
  kind: CaseKind;
  /** The part of the purchase that it is about. At most one case of a kind is open for it. */
  key: string;
  opened_at: At;
  details: Json<CaseDetails>;
  settled_at: AtOrNull;
  settled_by: string | null;
  /** Support's words. */
  note: string | null;
}

/** An erasure of a customer's personal data. The customer id of its purchases names it. */
export interface ErasuresTable {
  erasure_id: string;
  /** SHA-256 of the customer's id, in hex. */
  customer_hash: string;
  erased_at: At;
  erased_by: string;
  purchases: number;
  mails: number;
}

/** A key of the HTTP API. Its secret is not kept. */
export interface ApiKeysTable {
  key_id: string;
  /** Who uses it. Keys of one caller follow each other. */
  caller: string;
  role: string;
  /** SHA-256 of the secret, in hex. */
  secret_hash: string;
  created_at: At;
  expires_at: AtOrNull;
}

/** One request with a key, without its content. */
export interface ApiUsesTable {
  key_id: string;
  at: At;
  method: string;
  /** As in the table of routes, with the names of its parameters. */
  route: string;
  status: number;
  purchase_id: string | null;
}

/** The caller that has opened a purchase. */
export interface ApiOpenersTable {
  purchase_id: string;
  caller: string;
}

/** A write with an idempotency key, and its first answer. */
export interface ApiRequestsTable {
  caller: string;
  request_key: string;
  /** SHA-256 of route and body, in hex. */
  asked: string;
  purchase_id: string | null;
  at: At;
  /** Absent until it is answered. */
  status: number | null;
  answer: JsonOrNull<unknown>;
  /** Until then one process does it, and no other. `null`: none does, or its purchase keeps it from happening twice. */
  turn_until: AtOrNull;
}

/** The feed. Written by `publish-events.ts` alone, in the order of `sequence`. */
export interface EventsTable {
  sequence: number;
  event_id: string;
  type: FeedEventType;
  purchase_id: string;
  /** By the purchase's own clock. */
  at: At;
  data: Json<FeedEvents[FeedEventType]>;
  told_at: At;
}

/** Purchases that may have something to publish. A trigger on the timeline adds them. */
export interface FeedRestoresTable {
  /** No event gets a place up to this one any more. */
  sequence: number;
  restored_at: At;
}

export interface EventsDueTable {
  purchase_id: string;
  /** When something was last added to its timeline. */
  since: At;
  look_at: At;
}

/** `v1`: HMAC-SHA256. `v1a`: ed25519 as well. */
export type WebhookScheme = 'v1' | 'v1a';

/** `gone`: it has answered 410. `failing`: nothing arrived for days. `by_hand`: somebody switched it off. */
export type WhyDisabled = 'gone' | 'failing' | 'by_hand';

/** Where events are sent to. */
export interface WebhookEndpointsTable {
  endpoint_id: string;
  url: string;
  /** Null: all. */
  types: FeedEventType[] | null;
  scheme: WebhookScheme;
  /** Of which master secret its secrets are made. */
  secret_mark: string;
  /** Counts its secrets. */
  generation: number;
  /** The oldest that signs as well until `previous_until`. */
  signs_from: number;
  previous_until: AtOrNull;
  created_at: At;
  created_by: string;
  status: 'enabled' | 'disabled';
  disabled_why: WhyDisabled | null;
  disabled_at: AtOrNull;
  /** Events up to this place of the feed have been handed out for delivery. */
  handed_to: number;
  /** Events after the first place, up to the second, are handed out once more. Both or none. */
  resend_after: number | null;
  resend_to: number | null;
  /** Tries in a row that failed. */
  failures: Generated<number>;
  failing_since: AtOrNull;
  /** When a mail said that it is failing. Null: none has, or it is well again. */
  warned_at: AtOrNull;
  /** What it is for, in an admin's words. */
  description: string | null;
  /** It gets the events of this caller's purchases only. Null: of all. */
  service: string | null;
  /** The last `disabled_at` that a mail has named. */
  told_disabled_at: AtOrNull;
  /** Up to when a mail has counted the events that were given up. */
  told_failed_at: AtOrNull;
  /** Whoever sends a mail about it has until then to do so. */
  alert_turn_until: AtOrNull;
}

/**
 * `queued`: to be handed out once more. `sending`: handed out, and not tried yet. `waiting`: a try has failed, and another
 * one follows.
 */
export type DeliveryState = 'queued' | 'sending' | 'waiting' | 'delivered' | 'failed';

/** One event for one endpoint. */
export interface WebhookDeliveriesTable {
  endpoint_id: string;
  sequence: number;
  /** How often it was handed out from the beginning. */
  round: number;
  state: DeliveryState;
  /** In this round. */
  tries: number;
  last_status: number | null;
  last_error: string | null;
  handed_at: AtOrNull;
  next_try_at: AtOrNull;
  ended_at: AtOrNull;
}

/** Links by which customers reach their purchase. */
export interface CustomerLinksTable {
  /** What it is made for: a Message-ID or the opening, and the beginning of the address's mark. */
  occasion: string;
  purchase_id: string;
  /** Makes the token, with a secret that is not in the ledger. */
  nonce: string;
  token_hash: string;
  /** Of the address that it goes to. */
  address_mark: string;
  /**
   * Up to when the corrections of the contact are known to it, by the purchase's clock: a later one ends it. Null if an
   * earlier version made it; then `created_at` takes its place.
   */
  contact_as_of: AtOrNull;
  created_at: At;
  ended_at: AtOrNull;
}

/** The receipt of a decided claim, from when it was first asked for. */
export interface ReceiptsTable {
  claim_id: string;
  purchase_id: string;
  /** The key that signed it. */
  kid: string;
  /** JWS. */
  receipt: string;
  signed_at: At;
}

/** `erased`: with its purchase. */
export type WhyUploadRemoved = 'not_taken' | 'retention' | 'erased';

/** A picture that was uploaded as evidence. */
export interface EvidenceUploadsTable {
  evidence_id: string;
  purchase_id: string;
  /** Names the request that has brought it, so that a repeat finds it. */
  request_id: string;
  uploaded_by: string;
  uploaded_at: At;
  media_type: string;
  bytes: number;
  width: number;
  height: number;
  /** In hex. Empty once it is erased. */
  sha256_received: string;
  sha256_kept: string;
  /** 64 bits, as 0 and 1, which pictures that look alike share. */
  looks: string | null;
  /** Where the store has it. */
  object_name: string;
  /** The last request that was about to put it into a claim. */
  held_by: string | null;
  held_at: AtOrNull;
  /** The claim that has it. */
  claim_id: string | null;
  taken_at: AtOrNull;
  /** From then on nobody sees it any more. */
  removed_at: AtOrNull;
  removed_why: WhyUploadRemoved | null;
  /** When its file was removed. */
  gone_at: AtOrNull;
}

export interface LedgerTables {
  purchases: PurchasesTable;
  claims: ClaimsTable;
  deadlines: DeadlinesTable;
  pauses: PausesTable;
  evidence: EvidenceTable;
  statements: StatementsTable;
  timeline: TimelineTable;
  remedies: RemediesTable;
  refunds: RefundsTable;
  replacements: ReplacementsTable;
  mails: MailsTable;
  cases: CasesTable;
  erasures: ErasuresTable;
  api_keys: ApiKeysTable;
  api_uses: ApiUsesTable;
  api_openers: ApiOpenersTable;
  api_requests: ApiRequestsTable;
  events: EventsTable;
  events_due: EventsDueTable;
  feed_restores: FeedRestoresTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  receipts: ReceiptsTable;
  customer_links: CustomerLinksTable;
  evidence_uploads: EvidenceUploadsTable;
}

/** The queries' view of the ledger. */
export type Ledger = Kysely<LedgerTables>;
