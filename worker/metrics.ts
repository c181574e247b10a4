import type { MetricMeter } from '@temporalio/common';
import type { InjectedSinks } from '@temporalio/worker';
import type { PurchaseSinks } from '../src/contract/telemetry.ts';
import type { Attention, RefundStatus, TimelineEntry } from '../src/contract/status.ts';
import { OPEN_STAGES, type OpenStage } from '../src/ledger/reading/stages.ts';
import { holdPurchases } from './held-purchases.ts';

const ATTENTION_STEPS = Object.keys({
  cancel: 1,
  refund: 1,
  replacement: 1,
  review: 1,
  notice: 1,
  purchase: 1,
} satisfies Record<Attention['step'], 1>);

/** Of the timeline's entries `refund_…`; others of that name are no statuses. */
const REFUND_STATUSES: ReadonlySet<string> = new Set([
  ...Object.keys({
    intended: 1,
    sent: 1,
    pending: 1,
    confirmed: 1,
    refused: 1,
    unknown: 1,
  } satisfies Record<RefundStatus, 1>),
  'returned_otherwise',
]);

/** In seconds: a timer of the server is up to one late by itself, a minute is what the policy tolerates. */
export const LATENESS_BUCKETS = [0.1, 0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400];
export const LATENESS = 'returns_deadline_lateness';

/** What is there in all, not only with this worker. */
export interface Stock {
  /** Open purchases of the task queue, by the Temporal server. */
  open: number | undefined;
  /** Open purchases by stage, by the ledger. */
  stages: Readonly<Record<OpenStage, number>> | undefined;
}

export interface PurchaseMetrics {
  sinks: InjectedSinks<PurchaseSinks>;
  /** Brings the gauges up to date. What is not known stays as it was. */
  takeStock(stock: Stock): void;
}

/** The metrics of ours, in the same registry as the SDK's. `mostHeld`: how many purchases the worker keeps in memory. */
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
          fn: ({ workflowId }, stage, steps) => held.stands(workflowId, { stage, attention: steps }),
          callDuringReplay: true,
        },
        noted: { fn: (_info, entry) => count(entry) },
        wokeLate: { fn: (_info, stage, latenessMs) => lateness.record(latenessMs / 1_000, { stage }) },
      },
    },
    takeStock({ open: allOpen, stages }) {
      if (allOpen !== undefined) open.set(allOpen, {});
      if (stages !== undefined) {
        for (const stage of OPEN_STAGES) byStage.set(stages[stage], { stage });
      }
      const standings = [...held.all()];
      for (const stage of OPEN_STAGES) {
        inMemory.set(standings.filter((standing) => standing.stage === stage).length, { stage });
      }
      for (const step of ATTENTION_STEPS) {
        attention.set(standings.filter((standing) => standing.attention.some((s) => s === step)).length, {
          step,
        });
      }
    },
  };
}

/** What the entries of the timelines add up to. */
function entryCounters(meter: MetricMeter): (entry: TimelineEntry) => void {
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

  return ({ event, clause, data = {} }) => {
    const label = (name: string): string => String(data[name] ?? '');
    entries.add(1, { event });
    const status = event.replace(/^refund_/, '');
    if (status !== event && REFUND_STATUSES.has(status)) refunds.add(1, { status });
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
  };
}
