// What one purchase knows, by owner. Each part is written by the file that declares it, and read by all.
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { Terms } from '../src/policy/terms.ts';
import { newWindow, type ClaimWindow } from './claim-window.ts';
import { noClaims, type Claims } from './claims.ts';
import { newFlow, type Flow } from './waiting.ts';
import { newInbox, type Inbox } from './inbox.ts';
import { newJournal, type Journal } from './journal.ts';
import { noMoney, type MoneyRecord } from './money.ts';
import { nothingReported, type Reported } from './order.ts';
import { newOutbox, type Outbox } from './outbox.ts';
import { nothingRecorded, type LedgerRecord } from './recording.ts';
import type { Runtime } from './runtime.ts';
import type { StageState } from './stage.ts';

/** Handlers set facts in it; the main flow reads it after every wait. */
export interface Life extends StageState {
  readonly order: Fixed<PurchaseOrder>;
  readonly terms: Fixed<Terms>;
  readonly openedAt: Instant;
  /** What the order service has reported. */
  readonly facts: Reported;
  readonly window: ClaimWindow;
  readonly claims: Claims;
  readonly money: MoneyRecord;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly inbox: Inbox;
  readonly flow: Flow;
  readonly record: LedgerRecord;
  readonly runtime: Runtime;
}

export function newLife(order: PurchaseOrder, terms: Terms, runtime: Runtime): Life {
  return {
    order,
    terms,
    openedAt: runtime.now(),
    facts: nothingReported(),
    stage: { name: 'awaiting_sms' },
    stages: [],
    window: newWindow(terms),
    claims: noClaims(),
    money: noMoney(),
    outbox: newOutbox(order.customer),
    journal: newJournal(),
    inbox: newInbox(),
    flow: newFlow(),
    record: nothingRecorded(),
    runtime,
  };
}

/** Read-only with all that is in it: what comes from elsewhere and lies in the state. Its owner replaces it as a whole. */
export type Fixed<T> = T extends (...all: never[]) => unknown ? T : { readonly [K in keyof T]: Fixed<T[K]> };

/** A view of state as its owner sees it: the one file that declares `T` may write it, every other only reads. */
export type Writable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer E)[]
    ? E[]
    : T[K] extends ReadonlySet<infer E>
      ? Set<E>
      : T[K];
};
