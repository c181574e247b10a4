import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../../contract/ids.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { readOpener } from '../../ledger/read/api-opener.ts';
import { LedgerFailure, unlessAway } from '../../ledger/ledger-unavailable.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { recordOpener } from '../../ledger/write/api-openers.ts';
import { isNoAnswer } from '../../client/no-answer.ts';
import { openerInMemo } from '../../temporal/opener-in-memo.ts';
import type { Caller } from './key-ring.ts';

/** Whose an opening is: the caller's, another caller's, or that of somebody who is not on record. */
export type Opener = 'caller' | 'another' | 'not_on_record';

/** Which purchases a service may see: those that it has opened. */
export interface Scope {
  /** Whether the caller may know of the purchase at all. Throws `LedgerUnavailable` if that cannot be found out. */
  sees(caller: Caller, purchaseId: PurchaseId): Promise<boolean>;
  /** Who has opened the purchase, by the ledger, which is quick. While it is away, as `opener`. */
  openerInLedger(caller: Caller, purchaseId: PurchaseId): Promise<Opener>;
  /** Who has opened the purchase. While the ledger is away, `not_on_record` if the purchase itself does not say it. */
  opener(caller: Caller, purchaseId: PurchaseId): Promise<Opener>;
  /** As `opener`; also `not_on_record` while Temporal does not answer. */
  openerIfKnown(caller: Caller, purchaseId: PurchaseId): Promise<Opener>;
  /** Records that the caller has opened the purchase, which was open before. `false`: another caller has. */
  opened(caller: Caller, purchaseId: PurchaseId): Promise<boolean>;
  /**
   * Records that the caller has opened the purchase just now, so that its memo names the caller. `false`: the ledger has
   * another caller.
   */
  started(caller: Caller, purchaseId: PurchaseId): Promise<boolean>;
}

/** How long a request waits for a purchase to say who has opened it. */
const ANSWER_TIMEOUT_MS = 5_000;

/** How many purchases this process remembers the opener of, which never changes. */
const REMEMBERED = 50_000;

/**
 * Who has opened a purchase is in the ledger and, for as long as Temporal keeps it, in the memo of its workflow. So a
 * service can act for its customers while the ledger is away. A replacement is its for whom the original was opened; who
 * that is only the ledger knows.
 */
export function purchaseScope(ledger: Ledger, temporal: Client): Scope {
  const openers = new Map<PurchaseId, string>();
  const remember = (purchaseId: PurchaseId, opener: string): string => {
    openers.set(purchaseId, opener);
    if (openers.size > REMEMBERED) {
      const [first] = openers.keys();
      if (first !== undefined) openers.delete(first);
    }
    return opener;
  };

  const openerOf = async (purchaseId: PurchaseId): Promise<string | undefined> => {
    const known = openers.get(purchaseId);
    if (known !== undefined) return known;
    const recorded = await readOpener(ledger, purchaseId).catch((error: unknown) => {
      if (error instanceof LedgerFailure) return error;
      throw error;
    });
    if (typeof recorded === 'string') return remember(purchaseId, recorded);
    const { workflowService, options } = temporal;
    const inMemo = await temporal.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      openerInMemo(workflowService, options.namespace, workflowIdOf(purchaseId)),
    );
    if (inMemo !== undefined) {
      // The memo ends with the workflow. While the ledger is away, the next process that asks records it.
      return remember(purchaseId, (await unlessAway(recordOpener(ledger, purchaseId, inMemo))) ?? inMemo);
    }
    if (recorded instanceof LedgerFailure) throw recorded;
    return undefined;
  };
  const ofCaller = ({ name }: Caller, opener: string | undefined): Opener => {
    if (opener === undefined) return 'not_on_record';
    return opener === name ? 'caller' : 'another';
  };
  const started = async ({ name }: Caller, purchaseId: PurchaseId): Promise<boolean> => {
    const opener = await unlessAway(recordOpener(ledger, purchaseId, name));
    return opener === undefined || remember(purchaseId, opener) === name;
  };
  const unlessLedgerAway = (purchaseId: PurchaseId): Promise<string | undefined> =>
    unlessAway(openerOf(purchaseId));

  return {
    async sees({ name, role }, purchaseId) {
      return role !== 'service' || (await openerOf(purchaseId)) === name;
    },
    async openerInLedger(caller, purchaseId) {
      const known = openers.get(purchaseId);
      if (known !== undefined) return ofCaller(caller, known);
      try {
        return ofCaller(caller, await readOpener(ledger, purchaseId));
      } catch (error) {
        if (error instanceof LedgerFailure) return ofCaller(caller, await unlessLedgerAway(purchaseId));
        throw error;
      }
    },
    async opener(caller, purchaseId) {
      return ofCaller(caller, await unlessLedgerAway(purchaseId));
    },
    async openerIfKnown(caller, purchaseId) {
      try {
        return ofCaller(caller, await unlessLedgerAway(purchaseId));
      } catch (error) {
        if (isNoAnswer(error)) return 'not_on_record';
        throw error;
      }
    },
    async opened(caller, purchaseId) {
      const before = await unlessLedgerAway(purchaseId);
      return before === undefined ? started(caller, purchaseId) : before === caller.name;
    },
    started,
  };
}
