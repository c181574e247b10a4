import type { ColumnType, Generated, Kysely } from 'kysely';
import type { ClauseId } from '../contract/clause-id.ts';
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
  /** What the workflow knew of it then. `ledger.refunds` has the money, and may know more. */
  refund: JsonOrNull<RefundView>;
  /** The last one that was asked for, as the workflow knew it then. */
  replacement: JsonOrNull<ReplacementView>;
  /** Where it stands in the queue of support; absent while there is nothing to do for them. */
  queued_at: AtOrNull;
  outcome: Outcome | null;
  outcome_clause: ClauseId | null;
  closed_at: AtOrNull;
  opened_at: At;
  history_length: number;
  as_of: At;
  revision: number;
  /** The run that wrote it, and the one that the purchase was opened as. Absent in what was written before 0010. */
  run_id: string | null;
  opening_id: string | null;
  /** Runs that were reset since: what they write late counts for nothing. */
  earlier_runs: Generated<string[]>;
  /** The clock of whoever wrote it. */
  recorded_at: At;
  /** The `recorded_at` under which reconciliation found this closed purchase right. Any other says nothing. */
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
  /** Of its purchase: searches go by it. */
  purchased_at: At;
  remediation_due_at: AtOrNull;
  disputes: number;
  remedy: Remedy | null;
}

export interface DeadlinesTable {
  purchase_id: string;
  kind: DeadlineKind;
  /** Empty: of the purchase. */
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

/** What the sides said, numbered from 1 in each claim. Personal data. */
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
  /** `workflow`: position `n` in the timeline of the purchase. `ledger`: noted beside it, e.g. after it has closed. */
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

/** One a depth of a chain: what the purchase there has got, or is about to get. */
export interface RemediesTable {
  original_purchase_id: string;
  depth: number;
  purchase_id: string;
  kind: Remedy;
  key: string;
  /** Value may have moved: nothing else can take its place. */
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
  /** `failed`: confirmed once, and gone wrong at the order service since. */
  status: RefundStatus | 'failed';
  refund_id: string | null;
  reason: string | null;
  by_hand: boolean;
  /** The money came back without the order service and without us: a chargeback, a wallet, a bank. */
  returned_otherwise: Generated<boolean>;
  /** Minor units, as the order service's last answer named them; absent where it named none. */
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

/** Every mail with its rendered copy. Personal data: the address and what was written. */
export interface MailsTable {
  message_id: string;
  purchase_id: string;
  template: MailTemplate;
  /** Counts the mails of one template; a resend has the number of the mail it repeats. */
  n: number;
  /** The mail that this one repeats. */
  resend_of: string | null;
  /** Who had it sent again. */
  resent_by: string | null;
  /** The run that had it sent first. Absent: before 0010, or sent beside the workflow. */
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
  | 'opened_again'
  | 'workflow_stuck'
  | 'deadline_passed'
  | 'refund_unknown_to_order_service'
  | 'refund_unknown_to_ledger'
  | 'refund_differs'
  | 'refund_failed'
  | 'activation_shared'
  | 'opening_refused';

/** What one side has on record, in its own words. No personal data. */
export type CaseFacts = Record<string, string | number | boolean | null>;

/** What was found on each side that was looked at; `null`: nothing. As of the instant the case was opened. */
export interface CaseDetails {
  ledger: CaseFacts | null;
  workflow?: CaseFacts | null;
  orderService?: CaseFacts | null;
}

/** Something that no workflow will put right: a person has to. Open while `settled_at` is absent. */
export interface CasesTable {
  case_id: string;
  purchase_id: string;
  kind: CaseKind;
  /** What of the purchase it is about: at most one case of a kind is open for it. */
  key: string;
  opened_at: At;
  details: Json<CaseDetails>;
  settled_at: AtOrNull;
  settled_by: string | null;
  /** Support's words. */
  note: string | null;
}

/** A customer whose personal data was erased. The purchases of an erasure are those whose customer id names it. */
export interface ErasuresTable {
  erasure_id: string;
  /** SHA-256 of the customer's id, in hex. */
  customer_hash: string;
  erased_at: At;
  erased_by: string;
  purchases: number;
  mails: number;
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
}

/** The queries' view of the ledger, the same over PostgreSQL and PGlite. */
export type Ledger = Kysely<LedgerTables>;
