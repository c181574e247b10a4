import { sql } from 'kysely';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { DeadlineKind } from '../../contract/status.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { fieldOf } from './field-of.ts';

/** The workflow task that the record of a purchase is from. */
export interface RecordedTask {
  purchaseId: PurchaseId;
  /** Absent in records of an earlier version. */
  runId?: string;
  historyLength: number;
  asOf: Date;
}

/** A purchase that may have something to publish. */
export interface DuePurchase extends RecordedTask {
  /** When something was last added to its timeline, by the database's clock. */
  since: Date;
  /** How long ago that was. */
  waitedMs: number;
  revision: number;
  /** Reconciliation has compared this record of a closed purchase with its workflow, and found it right. */
  foundRight: boolean;
}

/**
 * The purchases that are due to be looked at, the longest waiting first: by the database's clock, because a worker's can be
 * wrong. Throws `LedgerUnavailable`.
 */
export const eventsDue = (ledger: Ledger, most: number): Promise<DuePurchase[]> =>
  inLedger(async () => {
    const rows = await duePurchases(ledger)
      .where('look_at', '<=', sql<Date>`now()`)
      .orderBy('look_at')
      .limit(most)
      .execute();
    return rows.map(dueFrom);
  });

/** Those of these purchases that may still have something to publish, now or later. Throws `LedgerUnavailable`. */
export const eventsDueOf = (ledger: Ledger, purchaseIds: readonly PurchaseId[]): Promise<DuePurchase[]> =>
  purchaseIds.length === 0
    ? Promise.resolve([])
    : inLedger(async () => {
        const rows = await duePurchases(ledger)
          .where('events_due.purchase_id', 'in', [...purchaseIds])
          .execute();
        return rows.map(dueFrom);
      });

const duePurchases = (ledger: Ledger) =>
  ledger
    .selectFrom('events_due')
    .innerJoin('purchases', 'purchases.purchase_id', 'events_due.purchase_id')
    .select(['events_due.purchase_id', 'since', 'run_id', 'history_length', 'as_of', 'revision'])
    .select((row) => row('reconciled_recorded_at', '=', row.ref('recorded_at')).as('found_right'))
    .select(sql<number>`extract(epoch from now() - since)::float8 * 1000`.as('waited_ms'));

interface DueColumns extends TaskColumns {
  since: Date;
  waited_ms: number;
  revision: number;
  found_right: unknown;
}

const dueFrom = ({ since, waited_ms: waitedMs, found_right, ...row }: DueColumns): DuePurchase =>
  Object.assign(taskFrom(row), { since, waitedMs, revision: row.revision, foundRight: found_right === true });

interface TaskColumns {
  purchase_id: PurchaseId;
  run_id: string | null;
  history_length: number;
  as_of: Date;
}

const taskFrom = (row: TaskColumns): RecordedTask => ({
  purchaseId: row.purchase_id,
  ...fieldOf('runId', row.run_id),
  historyLength: row.history_length,
  asOf: row.as_of,
});

/** A deadline of an open claim that runs and ends soon. */
export interface DueSoon extends RecordedTask {
  claimId: ClaimId;
  deadline: DeadlineKind;
  at: Date;
}

export interface DueSoonQuery {
  from: Date;
  to: Date;
  purchaseId?: PurchaseId | undefined;
  /** The last one of the part before. */
  after?: Pick<DueSoon, 'at' | 'purchaseId'> | undefined;
  most: number;
}

/**
 * The deadlines of claims that end after `from`, at `to` at the latest, the earliest first. Only those that run: not a
 * paused one, and not one that starts when its notice is delivered. A purchase has one at most. Throws `LedgerUnavailable`.
 */
export function claimsDueSoon(
  ledger: Ledger,
  { from, to, purchaseId, after, most }: DueSoonQuery,
): Promise<DueSoon[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('purchases')
      .innerJoin('deadlines', 'deadlines.purchase_id', 'purchases.purchase_id')
      .select(['purchases.purchase_id', 'run_id', 'history_length', 'as_of', 'claim_id', 'kind', 'at'])
      .where('closed_at', 'is', null)
      .where('next_deadline_at', '<=', to)
      .where('claim_id', '<>', '')
      .where('is_next', '=', true)
      .where('provisional', '=', false)
      .where('at', '>', from)
      .where('at', '<=', to)
      .$if(purchaseId !== undefined, (rest) => rest.where('purchases.purchase_id', '=', purchaseId ?? ''))
      .$if(after !== undefined, (rest) =>
        rest.where(sql<boolean>`(at, purchases.purchase_id) > (${after?.at}, ${after?.purchaseId})`),
      )
      .orderBy('at')
      .orderBy('purchases.purchase_id')
      .limit(most)
      .execute();
    return rows.map(({ claim_id, kind, at, ...row }) =>
      Object.assign(taskFrom(row), { claimId: claim_id, deadline: kind, at }),
    );
  });
}
