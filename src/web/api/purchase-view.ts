import type { ApiRole } from '../../contract/api-role.ts';
import type { MailTemplate } from '../../contract/mail.ts';
import type { Customer } from '../../contract/purchase-order.ts';
import type { PurchaseSnapshot, StandingDeadline } from '../../contract/snapshot.ts';
import type { ClaimId, EvidenceId, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { ClaimView, PurchaseStatus, Statement } from '../../contract/status.ts';
import { evidenceWithoutWords, withoutWords } from './without-words.ts';
import type { WholeOnRecord } from '../../ledger/read/whole-on-record.ts';
import { present } from '../../contract/present.ts';
import { lastCorrectionIn } from '../../links/last-correction.ts';

/** A purchase with everything that is known of it. Each role sees its part. */
export interface WholePurchase extends PurchaseStatus {
  /** Whether the purchase itself has answered, or the record of one that Temporal has forgotten. */
  source: 'purchase' | 'record';
  /** When this was so. */
  asOf: Timestamp;
  originalPurchaseId: PurchaseId;
  /** 0 for a paid purchase, n for the n-th replacement in a row. */
  depth: number;
  deadlines: StandingDeadline[];
  customer: Customer;
  phoneNumber: string;
  /** When its contact was last corrected, if its address was ever another. */
  correctedAt?: Timestamp | undefined;
  /** The evidence of its claims that is kept here. */
  evidenceHere: ReadonlySet<EvidenceId>;
}

/** The other claims with the same picture, of the pictures that are on any. */
export type OnOtherClaims = ReadonlyMap<EvidenceId, readonly ClaimId[]>;

/** As its parts say it, without what is kept elsewhere. */
export type PurchaseView = Omit<WholePurchase, 'evidenceHere'>;

export const wholeFromSnapshot = (
  { status, position, originalPurchaseId, depth, deadlines, customer, phoneNumber, mails }: PurchaseSnapshot,
  now: Date,
): PurchaseView => ({
  ...status,
  source: 'purchase',
  // The purchase has answered just now; its own clock is that of the last thing that happened to it.
  asOf: latest(position.asOf, now.toISOString()),
  originalPurchaseId,
  depth,
  deadlines,
  customer,
  phoneNumber,
  correctedAt: mails.some(({ template }) => template === TO_ADDRESS_BEFORE)
    ? lastCorrectionIn(status.timeline)
    : undefined,
});

/** An address that is not the customer's any more gets this mail. A correction of the language alone sends none. */
const TO_ADDRESS_BEFORE: MailTemplate = 'contact_corrected';

const latest = (one: Timestamp, other: Timestamp): Timestamp => (one > other ? one : other);

export const wholeFromRecord = ({ status, recordedAt, ...more }: WholeOnRecord): PurchaseView => ({
  ...status,
  source: 'record',
  asOf: recordedAt,
  ...more,
  // A purchase that has closed has sent its mails, or given them up.
  correctedAt: status.timeline.some(({ data }) => data?.['template'] === TO_ADDRESS_BEFORE)
    ? lastCorrectionIn(status.timeline)
    : undefined,
});

/** What a role sees: whom to reach, what was said, and what is for support only. */
interface Sight {
  contact: boolean;
  words: boolean;
  internal: boolean;
}

const SIGHT: Readonly<Record<ApiRole, Sight>> = {
  service: { contact: true, words: true, internal: false },
  viewer: { contact: false, words: false, internal: true },
  agent: { contact: true, words: true, internal: true },
  approver: { contact: true, words: true, internal: true },
  admin: { contact: false, words: false, internal: false },
  assistant: { contact: false, words: true, internal: true },
};

export const seesWords = (role: ApiRole): boolean => SIGHT[role].words;
export const seesContact = (role: ApiRole): boolean => SIGHT[role].contact;

export function purchaseFor(role: ApiRole, complete: WholePurchase): object {
  const { contact, internal, words } = SIGHT[role];
  const whole = words ? complete : withoutWords(complete);
  const {
    customer,
    phoneNumber,
    claim,
    claims,
    statements,
    timeline,
    needsAttention,
    nextDeadline,
    evidenceHere,
    correctedAt: _,
    ...rest
  } = whole;
  return {
    ...rest,
    nextDeadline: nextDeadline ?? null,
    ...(claim ? { claim: claimFor(role, claim, evidenceHere) } : {}),
    claims: claims.map((each) => claimFor(role, each, evidenceHere)),
    ...(statements ? { statements: statementsFor(role, statements) } : {}),
    timeline: internal ? timeline : timeline.filter(({ visibility }) => visibility === 'public'),
    ...(internal ? { needsAttention } : {}),
    ...(contact ? { customer, phoneNumber } : {}),
  };
}

export function claimFor(
  role: ApiRole,
  { reason, note, statements, ...claim }: ClaimView,
  evidenceHere: ReadonlySet<EvidenceId>,
  onOthers?: OnOtherClaims,
): object {
  const evidence = claim.evidence.map((each) => ({
    ...each,
    held: evidenceHere.has(each.evidenceId) ? 'here' : 'elsewhere',
    ...present({ samePictureOn: onOthers?.get(each.evidenceId) }),
  }));
  if (!SIGHT[role].words) return { ...claim, evidence: evidence.map(evidenceWithoutWords) };
  return {
    ...claim,
    evidence,
    reason,
    ...present({ note }),
    ...(statements ? { statements: statementsFor(role, statements) } : {}),
  };
}

function statementsFor(role: ApiRole, statements: readonly Statement[]): Statement[] {
  const { words, internal } = SIGHT[role];
  if (!words) return [];
  return statements.filter(({ visibility }) => internal || visibility === 'public');
}
