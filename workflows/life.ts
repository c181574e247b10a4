import { setCurrentDetails } from '@temporalio/workflow';
import type { CancelAnswer } from '../src/contract/activities.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { MailTemplate } from '../src/contract/mail.ts';
import type { Customer, PurchaseOrder } from '../src/contract/purchase-order.ts';
import type { PurchaseResult } from '../src/contract/purchase-result.ts';
import type { Instant, Timestamp } from '../src/contract/scalars.ts';
import type {
  Actor,
  Attention,
  RefundView,
  ReplacementView,
  Stage,
  Statement,
  TimelineEntry,
} from '../src/contract/status.ts';
import type { SettleByHand, StepName } from '../src/contract/updates.ts';
import type { Facts } from '../src/policy/facts.ts';
import type { NearLimit } from '../src/policy/limits.ts';
import type { Side } from '../src/policy/stages.ts';
import type { EarlyQuestions } from '../src/policy/steps.ts';
import type { Terms } from '../src/policy/terms.ts';
import type { Claim } from './claim.ts';
import type { PostedMail } from './mails.ts';
import { telemetry } from './telemetry.ts';

/** A call to the order service that the purchase waits for, and what a person has said about it. */
export interface Step {
  readonly name: StepName;
  /** `calling` includes the back-offs of the activity: acts by hand are answered `busy`. */
  phase: 'calling' | 'waiting';
  wakeAt?: Instant;
  wakeKind: 'retry' | 'poll';
  hand?: SettleByHand;
  /** `refundUpdated`: the next question comes at this instant at the latest. */
  earlyAt?: Instant;
  readonly early: EarlyQuestions;
}

/** The main flow stands still: in a call to the outside, or in a wait that ends when `wakes` says so. */
export interface Rest {
  readonly in: 'call' | 'wait';
  readonly wakes: () => boolean;
}

/** What of the purchase is in the ledger. */
export interface LedgerRecord {
  /** The last that is known to be there. */
  revision: number;
  /** The last that was to be written, whether it was or not. */
  tried: { stage: Stage | undefined; revision: number };
  writing: boolean;
}

/** Everything one purchase knows. Handlers set facts in it; the main flow reads it after every wait. */
export interface Life {
  readonly order: PurchaseOrder;
  readonly terms: Terms;
  readonly openedAt: Instant;
  customer: Customer;
  stage: Stage;
  /** Counts the entries into stages: tells "still here" from "here again". */
  epoch: number;
  readonly facts: Facts;
  /** P1. Moves once, if an outage of ours took the end of the window from the customer. */
  windowEndsAt: Instant;
  windowExtended: boolean;
  readonly claims: Claim[];
  /** What was said about steps that no claim has led to. */
  readonly statements: Statement[];
  /** Of all statements together, those of the claims included. */
  charactersKept: number;
  /** C3b. No further defect can be claimed. */
  accessRefused: boolean;
  /** The funds are on their way back under R2, not for a claim. */
  returningByItself: boolean;
  step?: Step;
  /** The final answer to a cancel that gated money. */
  cancelAnswer?: CancelAnswer;
  cancelTriedBeside: boolean;
  refund?: RefundView;
  refundDelayTold: boolean;
  replacement?: ReplacementView;
  replacementsChosen: number;
  result?: PurchaseResult;
  readonly attention: Attention[];
  readonly timeline: TimelineEntry[];
  ignoredKept: number;
  readonly mails: PostedMail[];
  readonly mailCounts: Partial<Record<MailTemplate, number>>;
  /** Calls that run beside the main flow and that the end waits for. */
  runningBeside: number;
  /** The first error of something that ran beside the main flow: a bug. */
  brokenBeside?: { readonly error: unknown };
  readonly seenEvents: Set<string>;
  /** Refused requests that left a trace. */
  readonly refusals: Record<Side, number>;
  /** Requests that left a trace, refused ones among them. */
  readonly requests: Record<Side, number>;
  /** Signals of any name, whatever became of them. */
  signals: number;
  /** The limits that support was told of. */
  readonly nearLimits: Set<NearLimit['of']>;
  /** Absent while the main flow moves. */
  rest?: Rest;
  readonly record: LedgerRecord;
  /** Reasons of refused filings that were mailed; each is mailed once. */
  readonly refusalsMailed: Set<string>;
  revision: number;
}

export function newLife(order: PurchaseOrder, terms: Terms, now: Instant): Life {
  return {
    order,
    terms,
    openedAt: now,
    customer: order.customer,
    stage: 'awaiting_sms',
    epoch: 0,
    facts: {},
    windowEndsAt: terms.claimDeadline,
    windowExtended: false,
    claims: [],
    statements: [],
    charactersKept: 0,
    accessRefused: false,
    returningByItself: false,
    cancelTriedBeside: false,
    refundDelayTold: false,
    replacementsChosen: 0,
    attention: [],
    timeline: [],
    ignoredKept: 0,
    mails: [],
    mailCounts: {},
    runningBeside: 0,
    seenEvents: new Set(),
    refusals: { customer: 0, support: 0 },
    requests: { customer: 0, support: 0 },
    signals: 0,
    nearLimits: new Set(),
    record: { revision: 0, tried: { stage: undefined, revision: 0 }, writing: false },
    refusalsMailed: new Set(),
    revision: 0,
  };
}

export const iso = (at: Instant): Timestamp => new Date(at).toISOString();

interface Remark {
  actor?: Actor;
  clause?: ClauseId | undefined;
  visibility?: 'public' | 'internal';
  data?: TimelineEntry['data'];
}

/** Adds to the timeline. Personal data and free text stay out of it. */
export function note(life: Life, event: string, remark: Remark = {}): void {
  const { actor = 'system', clause, visibility = 'public', data } = remark;
  const entry: TimelineEntry = {
    at: iso(Date.now()),
    event,
    actor,
    ...(clause === undefined ? {} : { clause }),
    visibility,
    ...(data === undefined ? {} : { data }),
  };
  life.timeline.push(entry);
  life.revision += 1;
  telemetry.noted(entry);
}

export function enterStage(life: Life, stage: Stage): void {
  life.stage = stage;
  life.epoch += 1;
  life.revision += 1;
  setCurrentDetails(`Stage: ${stage}`);
  tellWhereItStands(life);
}

function tellWhereItStands({ stage, attention }: Life): void {
  telemetry.stands(
    stage,
    attention.map(({ step }) => step),
  );
}

/**
 * Puts something before support, once per step and template. A new reason or detail replaces the old one and keeps its
 * `since`. `detail` says what was wrong, in our own words or as a code.
 */
export function needAttention(
  life: Life,
  step: Attention['step'],
  reason: string,
  { template, detail }: Pick<Attention, 'template' | 'detail'> = {},
): void {
  const known = life.attention.findIndex((entry) => entry.step === step && entry.template === template);
  const before = life.attention[known];
  if (before?.reason === reason && before.detail === detail) return;
  const entry: Attention = {
    step,
    reason,
    since: before?.since ?? iso(Date.now()),
    ...(template === undefined ? {} : { template }),
    ...(detail === undefined ? {} : { detail }),
  };
  if (before === undefined) {
    life.attention.push(entry);
    tellWhereItStands(life);
  } else life.attention[known] = entry;
  note(life, 'needs_attention', {
    visibility: 'internal',
    data: { step, reason, ...(detail === undefined ? {} : { detail }) },
  });
}

export function clearAttention(life: Life, step: Attention['step'], template?: MailTemplate): void {
  const at = life.attention.findIndex((entry) => entry.step === step && entry.template === template);
  if (at < 0) return;
  life.attention.splice(at, 1);
  life.revision += 1;
  tellWhereItStands(life);
}
