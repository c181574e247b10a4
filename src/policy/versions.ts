import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';

/**
 * The numbers of one version of the return policy. Where the policy is silent they hold our reading.
 * A purchase reads them at each replay: those of a version that was ever used stay as they are.
 */
export interface PolicyVersion {
  id: string;
  /** P1. How long after the purchase a claim may be filed. */
  claimWindowMs: number;
  /** R2. The "specified time" for the SMS where the order service names none. */
  smsDefaultMs: number;
  /** The longest the order service may wait for an SMS. */
  smsLongestMs: number;
  /** C3. The seller's time to put a defect right. */
  remediationMs: number;
  /** C1 in doubt, C2. Support's time to decide before it counts as overdue. */
  reviewMs: number;
  /** C2. From the notice, at least; never ends before the claim window. */
  evidenceMs: number;
  evidenceReminderBeforeMs: number;
  /** How often support may ask for more evidence in one claim. */
  evidenceRequests: number;
  /** C3b. From the notice; silence until then counts as a refusal. */
  accessMs: number;
  accessRemindersMs: readonly number[];
  accessRequests: number;
  /** C3b. A second request for access needs more than this left of the remediation time. */
  secondAccessNeedsMs: number;
  /** C3. From the notice; silence until then closes the claim as remedied. */
  disputeMs: number;
  /** C3a. From the offer; silence until then means the refund. */
  choiceMs: number;
  choiceRemindersMs: readonly number[];
  /** C3a. No reminder comes later than this before the end; if that rules out all of them, one comes at this time. */
  choiceReminderBeforeMs: number;
  /** C3a. The least time that is left to choose again when a replacement was out of stock. */
  choiceAgainMs: number;
  /** A customer who has an SMS but no completion is reminded this long before the window ends. */
  windowReminderBeforeMs: number;
  claimsPerPurchase: number;
  evidencePerClaim: number;
  /** How often support may move a claim to another type. */
  reclassifications: number;
  /** Refused requests of a customer after which further refusals leave no trace. */
  refusals: number;
  /** Refused requests of support after which further refusals leave no trace. */
  supportRefusals: number;
  /** Requests of the customer's side that a purchase takes in all, those included that were refused and left a trace. */
  customerRequests: number;
  /** Requests of support that a purchase takes in all. */
  supportRequests: number;
  /** C3a. How often a customer can choose a replacement in one purchase. If the last one is out of stock too, only the refund is left. */
  replacementChoices: number;
  /** C3a. At this depth of the chain a defect is refunded, without a choice. */
  deepestReplacement: number;
  /** A refund that has been pending for this long since it was asked for needs support. */
  refundPendingMs: number;
  /** A deadline whose task starts later than this after it was due counts as an outage of ours. */
  outageToleranceMs: number;
  /** How long a right lasts after such a task, in ms. */
  outageGraceMs: number;
}

const VERSION_2026_01: PolicyVersion = {
  id: '2026-01',
  claimWindowMs: 5 * DAY_MS,
  smsDefaultMs: 20 * MINUTE_MS,
  smsLongestMs: 72 * HOUR_MS,
  remediationMs: 5 * DAY_MS,
  reviewMs: 5 * DAY_MS,
  evidenceMs: 48 * HOUR_MS,
  evidenceReminderBeforeMs: 24 * HOUR_MS,
  evidenceRequests: 2,
  accessMs: 14 * DAY_MS,
  accessRemindersMs: [3 * DAY_MS, 10 * DAY_MS],
  accessRequests: 2,
  secondAccessNeedsMs: 24 * HOUR_MS,
  disputeMs: 72 * HOUR_MS,
  choiceMs: 14 * DAY_MS,
  choiceRemindersMs: [3 * DAY_MS, 10 * DAY_MS],
  choiceReminderBeforeMs: 24 * HOUR_MS,
  choiceAgainMs: 72 * HOUR_MS,
  windowReminderBeforeMs: 24 * HOUR_MS,
  claimsPerPurchase: 5,
  evidencePerClaim: 5,
  reclassifications: 2,
  refusals: 20,
  supportRefusals: 10,
  customerRequests: 80,
  supportRequests: 80,
  replacementChoices: 3,
  deepestReplacement: 2,
  refundPendingMs: 7 * DAY_MS,
  outageToleranceMs: 60 * SECOND_MS,
  outageGraceMs: 24 * HOUR_MS,
};

/** Every period of five days is twelve hours; all else as in the real policy. For trying things out. */
const SANDBOX_SHORT: PolicyVersion = {
  ...VERSION_2026_01,
  id: 'sandbox-short',
  claimWindowMs: 12 * HOUR_MS,
  remediationMs: 12 * HOUR_MS,
  reviewMs: 12 * HOUR_MS,
};

const VERSIONS: Readonly<Record<string, PolicyVersion>> = {
  [VERSION_2026_01.id]: VERSION_2026_01,
  [SANDBOX_SHORT.id]: SANDBOX_SHORT,
};

/** The version of an order that names none, on the day on which it is opened. A replacement always gets it. */
export const CURRENT_VERSION_ID = VERSION_2026_01.id;

/** The version, for ever, of a purchase that names none and has none written down in its history. */
export const UNWRITTEN_VERSION_ID = '2026-01';

export const VERSION_IDS: readonly string[] = Object.keys(VERSIONS);

/** `undefined` for an id that was never shipped. */
export function policyVersion(id: string): PolicyVersion | undefined {
  return Object.hasOwn(VERSIONS, id) ? VERSIONS[id] : undefined;
}
