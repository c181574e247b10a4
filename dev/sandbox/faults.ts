import type { Money, PurchaseId, Timestamp } from '../../src/contract/scalars.ts';
import type { OrderCall } from '../../src/orders/broken-calls.ts';

/** Something that goes wrong, or differently from usual. */
export type Trouble =
  /** The call takes effect, and is answered, only after this time. */
  | { kind: 'slow'; delayMs: number }
  /** This status and no effect. `retryAfter`: the header of that name. */
  | { kind: 'status'; status: number; retryAfter?: string }
  /** The connection is closed before any effect. */
  | { kind: 'drop' }
  /** The call takes effect; the answer is an HTML page with status 200. */
  | { kind: 'odd_body' }
  /** The call takes effect; then the connection is closed without an answer. */
  | { kind: 'answer_lost_after_effect' }
  /** Cancel: the SMS comes just before the cancel. */
  | { kind: 'sms_during_cancel' }
  /** Cancel: too early, to be asked again at `retryAt`. */
  | { kind: 'too_early'; retryAt?: Timestamp }
  /** Cancel and its look-up: whether an SMS came is left out. */
  | { kind: 'sms_unsaid' }
  /** Cancel: the number cannot be given back. */
  | { kind: 'not_cancellable' }
  /** Refund: it stays pending until it is released. */
  | { kind: 'pending' }
  /** Refund: this amount is paid instead. Look-up of a refund: the answer names this amount instead. */
  | ({ kind: 'other_amount' } & Money)
  /** Refund, replacement: refused. */
  | { kind: 'refused'; reason: string }
  /** Replacement: none left, whatever the stock says. */
  | { kind: 'out_of_stock' }
  /** Replacement: the new purchase costs one minor unit more than asked for. */
  | { kind: 'other_price' };

export type TroubleKind = Trouble['kind'];

export type Fault = Trouble & {
  call: OrderCall;
  times: number | 'until_cleared';
  /** Only for this purchase. For look-ups and refunds it may be the original purchase or the one that asks. */
  purchaseId?: PurchaseId;
};

export interface Faults {
  add(fault: Fault): void;
  /** The next fault of this kind. Calling this uses it once. */
  take<K extends TroubleKind>(
    call: OrderCall,
    kind: K,
    purchaseIds: readonly string[],
  ): Extract<Trouble, { kind: K }> | undefined;
  /** The faults that are left, with how often each still happens. */
  list(): Fault[];
  /** Removes all faults, or those of one purchase. */
  clear(purchaseId?: PurchaseId): void;
}

const HAPPENS_TO: Readonly<Record<TroubleKind, readonly OrderCall[] | 'any'>> = {
  slow: 'any',
  status: 'any',
  drop: 'any',
  odd_body: 'any',
  answer_lost_after_effect: 'any',
  sms_during_cancel: ['cancel'],
  too_early: ['cancel'],
  sms_unsaid: ['cancel', 'lookUpActivation'],
  not_cancellable: ['cancel'],
  pending: ['refund'],
  other_amount: ['refund', 'lookUpRefund'],
  refused: ['refund', 'replacement'],
  out_of_stock: ['replacement'],
  other_price: ['replacement'],
};

/** The calls to which each kind of trouble can happen. */
export function canHappenTo(kind: TroubleKind, call: OrderCall): boolean {
  const calls = HAPPENS_TO[kind];
  return calls === 'any' || calls.includes(call);
}

export const TROUBLE_KINDS = Object.keys(HAPPENS_TO) as readonly TroubleKind[];

/** Keeps faults in the order in which they were added. They are in memory only, so a restart removes them. */
export function createFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add(fault) {
      if (!canHappenTo(fault.kind, fault.call))
        throw new Error(`${fault.kind} cannot happen to ${fault.call}.`);
      waiting.push({ ...fault });
    },
    take<K extends TroubleKind>(call: OrderCall, kind: K, purchaseIds: readonly string[]) {
      const due = waiting.find(
        (fault): fault is Fault & Extract<Trouble, { kind: K }> =>
          fault.call === call &&
          fault.kind === kind &&
          (fault.purchaseId === undefined || purchaseIds.includes(fault.purchaseId)),
      );
      if (due !== undefined && due.times !== 'until_cleared') {
        due.times -= 1;
        if (due.times <= 0) waiting = waiting.filter((fault) => fault !== due);
      }
      return due;
    },
    list: () => structuredClone(waiting),
    clear(purchaseId) {
      waiting = purchaseId === undefined ? [] : waiting.filter((fault) => fault.purchaseId !== purchaseId);
    },
  };
}
