import type { MetricMeter } from '@temporalio/common';
import type { InjectedSinks } from '@temporalio/worker';
import type { PurchaseSinks } from '../src/contract/telemetry.ts';
import type { ClauseId } from '../src/contract/clause-id.ts';
import type { MailTemplate } from '../src/contract/mail.ts';
import type { Outcome } from '../src/contract/purchase-result.ts';
import type { Attention, RefundStatus, ReplacementStatus, TimelineEntry } from '../src/contract/status.ts';
import type { ClaimType } from '../src/contract/updates.ts';
import { OPEN_STAGES, type OpenStage } from '../src/ledger/read/stages.ts';
import { holdPurchases } from './held-purchases.ts';

/** All names of a closed set: the type of the argument requires each of them. */
const all = <T extends string>(names: Record<T, 1>): T[] =>
  // Sound: the keys of a literal.
  Object.keys(names) as T[];

const ATTENTION_STEPS = all<Attention['step']>({
  cancel: 1,
  refund: 1,
  replacement: 1,
  review: 1,
  notice: 1,
  purchase: 1,
});
const OUTCOMES = all<Outcome>({ fulfilled: 1, refunded: 1, replaced: 1, closed_without_remedy: 1 });
const CLAIM_TYPES = all<ClaimType>({ non_receipt: 1, invalid_number: 1, major_defect: 1 });
const CLAUSES = all<ClauseId>({
  R1: 1,
  R2: 1,
  C1: 1,
  C2: 1,
  C3: 1,
  C3a: 1,
  C3b: 1,
  X1: 1,
  X2: 1,
  X3: 1,
  P1: 1,
  P2: 1,
  P3: 1,
});
const REPLACEMENT_STATUSES = all<Exclude<ReplacementStatus, 'intended'>>({
  sent: 1,
  issued: 1,
  out_of_stock: 1,
  refused: 1,
  unknown: 1,
  abandoned: 1,
});
const MAIL_OUTCOMES = all<'accepted' | 'given_up'>({ accepted: 1, given_up: 1 });
const MAIL_TEMPLATES = all<MailTemplate>({
  funds_returned: 1,
  refund_pending: 1,
  refund_delayed: 1,
  refund_failed: 1,
  claim_received: 1,
  claim_refused: 1,
  evidence_requested: 1,
  evidence_reminder: 1,
  review_delayed: 1,
  claim_approved: 1,
  claim_rejected: 1,
  claim_withdrawn: 1,
  claim_closed: 1,
  remediation_started: 1,
  remediation_resumed: 1,
  access_requested: 1,
  access_reminder: 1,
  access_refused: 1,
  remedied: 1,
  choice_offered: 1,
  choice_reminder: 1,
  choice_defaulted: 1,
  replacement_issued: 1,
  replacement_unavailable: 1,
  claim_window_closing: 1,
  contact_corrected: 1,
  link_requested: 1,
});
/** Statuses in the timeline's entries `refund_…`. Other entries that begin so have no status. */
const REFUND_STATUSES = all<Exclude<RefundStatus, 'intended'> | 'returned_otherwise'>({
  sent: 1,
  pending: 1,
  confirmed: 1,
  refused: 1,
  unknown: 1,
  returned_otherwise: 1,
});

/** In seconds. Timers of the server are up to one second late, and the policy tolerates a minute. */
export const LATENESS_BUCKETS = [0.1, 0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400];
export const LATENESS = 'returns_deadline_lateness';

/** Totals over all workers. */
export interface Stock {
  /** Open purchases of the task queue, as the Temporal server counts them. */
  open: number | undefined;
  /** Open purchases by stage, from the ledger. */
  stages: Readonly<Record<OpenStage, number>> | undefined;
  /** Currencies of the open purchases, from the ledger. */
  currencies: readonly string[] | undefined;
}

export interface PurchaseMetrics {
  sinks: InjectedSinks<PurchaseSinks>;
  /** Updates the gauges. What is `undefined` keeps its value. */
  takeStock(stock: Stock): void;
}

/** Our metrics, in the SDK's registry. `mostHeld`: how many purchases the worker keeps in memory. */
export function purchaseMetrics(meter: MetricMeter, mostHeld: number): PurchaseMetrics {
  const held = holdPurchases(mostHeld);
  const open = meter.createGauge(
    'returns_purchases_open',
    'int',
    undefined,
    'Open purchases, of all workers',
  );
  const byStage = meter.createGauge(
    'returns_purchases_by_stage',
    'int',
    undefined,
    'Open purchases, of all workers, as the ledger has them',
  );
  const inMemory = meter.createGauge(
    'returns_purchases_held',
    'int',
    undefined,
    'Open purchases in the memory of this worker, by stage',
  );
  const attention = meter.createGauge(
    'returns_attention_held',
    'int',
    undefined,
    'Of those, purchases that a person has to look at, by step',
  );
  const lateness = meter.createHistogram(
    LATENESS,
    'float',
    'seconds',
    'How late deadlines and reminders were carried out',
  );
  const count = entryCounters(meter);
  return {
    sinks: {
      purchase: {
        stands: {
          fn: ({ workflowId }, stage, steps) => held.update(workflowId, { stage, attention: steps }),
          callDuringReplay: true,
        },
        noted: { fn: (_info, entry) => count.entry(entry) },
        wokeLate: { fn: (_info, stage, latenessMs) => lateness.record(latenessMs / 1_000, { stage }) },
      },
    },
    takeStock({ open: allOpen, stages, currencies = [] }) {
      for (const currency of currencies) count.currency(currency);
      if (allOpen !== undefined) open.set(allOpen, {});
      if (stages !== undefined) {
        for (const stage of OPEN_STAGES) byStage.set(stages[stage], { stage });
      }
      const purchases = [...held.all()];
      for (const stage of OPEN_STAGES) {
        inMemory.set(purchases.filter((purchase) => purchase.stage === stage).length, { stage });
      }
      for (const step of ATTENTION_STEPS) {
        attention.set(purchases.filter((purchase) => purchase.attention.some((s) => s === step)).length, {
          step,
        });
      }
    },
  };
}

interface EntryCounters {
  entry(entry: TimelineEntry): void;
  /** Lets the counter of money paid back in this currency begin at zero. */
  currency(currency: string): void;
}

/**
 * Counts entries of the timelines. Counters begin at zero for all labels that can be foreseen, because Prometheus shows
 * no increase for a series that does not begin at zero.
 */
function entryCounters(meter: MetricMeter): EntryCounters {
  const counter = (name: string, description: string) => meter.createCounter(name, undefined, description);
  const entries = counter('returns_timeline_entries', 'Entries of the timelines, by event');
  const closed = counter('returns_purchases_closed', 'Decided purchases, by outcome and clause');
  const claims = counter('returns_claims_filed', 'Claims filed, by type');
  const refunds = counter('returns_refunds', 'Refunds that reached a status');
  const refunded = counter('returns_refunded_minor_units', 'Money confirmed as paid back, by currency');
  const replacements = counter('returns_replacements', 'Replacements that reached a status');
  const mails = counter(
    'returns_mails',
    'Mails that the mail server took, or that were given up, by template',
  );
  const raised = counter('returns_attention_raised', 'Times that something was put before a person, by step');

  for (const outcome of OUTCOMES) for (const clause of CLAUSES) closed.add(0, { outcome, clause });
  for (const claim_type of CLAIM_TYPES) claims.add(0, { claim_type });
  for (const status of REFUND_STATUSES) refunds.add(0, { status });
  for (const status of REPLACEMENT_STATUSES) replacements.add(0, { status });
  for (const template of MAIL_TEMPLATES)
    for (const outcome of MAIL_OUTCOMES) mails.add(0, { template, outcome });
  for (const step of ATTENTION_STEPS) raised.add(0, { step });

  return {
    currency: (currency) => refunded.add(0, { currency }),
    entry({ event, clause, data = {} }) {
      const label = (name: string): string => String(data[name] ?? '');
      entries.add(1, { event });
      const status = REFUND_STATUSES.find((each) => event === `refund_${each}`);
      if (status !== undefined) refunds.add(1, { status });
      if (event.startsWith('replacement_')) {
        replacements.add(1, { status: event.slice('replacement_'.length) });
      }
      switch (event) {
        case 'purchase_closed':
          return closed.add(1, { outcome: label('outcome'), clause: clause ?? '' });
        case 'claim_filed':
          return claims.add(1, { claim_type: label('claimType') });
        case 'refund_confirmed':
          return refunded.add(Number(data['amount']), { currency: label('currency') });
        case 'mail_accepted':
          return mails.add(1, { template: label('template'), outcome: 'accepted' });
        case 'mail_given_up':
          return mails.add(1, { template: label('template'), outcome: 'given_up' });
        case 'needs_attention':
          return raised.add(1, { step: label('step') });
      }
    },
  };
}
