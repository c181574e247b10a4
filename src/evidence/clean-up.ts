import type { EvidenceId, PurchaseId } from '../contract/scalars.ts';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import {
  knownObjects,
  uploadsOverdue,
  uploadsToRemove,
  type Upload,
} from '../ledger/read/evidence-uploads.ts';
import { readLedgerIdentity } from '../ledger/read/ledger-identity.ts';
import type { Ledger } from '../ledger/tables.ts';
import {
  recordFileGone,
  removeClosedBefore,
  removeNotTaken,
  takeUploads,
} from '../ledger/write/evidence-uploads.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../policy/duration.ts';
import { claimWith, type ClaimsOf } from './put-into-claim.ts';
import type { EvidenceStore } from './store.ts';
import { notExpiredSince } from './uploads.ts';

/** Longer than any request holds a picture: by then it is answered or given up. */
export const HELD_AT_MOST_MS = 5 * MINUTE_MS;

/** Longer than any upload takes. */
export const IN_THE_MAKING_AT_MOST_MS = HOUR_MS;

/**
 * A file that no row names was left by a process that ended in between. An operator has this long to see it in the log
 * before it is removed.
 */
export const UNNAMED_AT_MOST_MS = 7 * DAY_MS;

/** The files are those of another ledger: no row of this one says anything about them. */
export class OtherLedger extends Error {
  override name = 'OtherLedger';
}

const AT_ONCE = 200;

export interface CleanUpParts {
  store: EvidenceStore;
  ledger: Ledger;
  claimsOf: ClaimsOf;
  retentionMs: number;
}

/** How many pictures could not be judged or removed now. The next round tries again. */
export interface CleanedUp {
  inTrouble: number;
  /** Files that no row names: those that were removed, and those that will be. */
  unnamed: number;
}

/**
 * Removes pictures that no claim has taken in time, those of purchases that closed long ago, and files that no row names.
 * Repeating it, also at the same time, is harmless. Throws `LedgerUnavailable`, `StoreUnavailable`, `OtherLedger`.
 */
export async function cleanUp(parts: CleanUpParts, now: Date): Promise<CleanedUp> {
  const { store, ledger, retentionMs } = parts;
  if (!(await store.belongsTo(await readLedgerIdentity(ledger)))) throw new OtherLedger();
  const inTrouble = await settleOverdue(parts, now);
  await removeClosedBefore(ledger, new Date(now.getTime() - retentionMs), now);
  await removeFiles(parts, now);
  const begunBefore = new Date(now.getTime() - IN_THE_MAKING_AT_MOST_MS);
  await store.sweep(begunBefore);
  const keptBefore = new Date(now.getTime() - UNNAMED_AT_MOST_MS);
  let unnamed = 0;
  for await (const files of store.list()) {
    const old = files.filter(({ keptAt }) => keptAt < begunBefore);
    const known = await knownObjects(
      ledger,
      old.map(({ name }) => name),
    );
    for (const { name, keptAt } of old.filter((each) => !known.has(each.name))) {
      unnamed += 1;
      if (keptAt < keptBefore) await store.remove(name);
    }
  }
  return { inTrouble, unnamed };
}

/** Removes the files of what was removed, of all purchases or of these. Throws `LedgerUnavailable`, `StoreUnavailable`. */
export async function removeFiles(
  { store, ledger }: Pick<CleanUpParts, 'store' | 'ledger'>,
  now: Date,
  purchaseIds?: readonly PurchaseId[],
): Promise<number> {
  let removed = 0;
  let after: EvidenceId = '';
  for (;;) {
    const some = await uploadsToRemove(ledger, { after, most: AT_ONCE, ...(purchaseIds && { purchaseIds }) });
    for (const { evidenceId, objectName } of some) {
      await store.remove(objectName);
      await recordFileGone(ledger, evidenceId, now);
      removed += 1;
      after = evidenceId;
    }
    if (some.length < AT_ONCE) return removed;
  }
}

async function settleOverdue({ ledger, claimsOf }: CleanUpParts, now: Date): Promise<number> {
  let inTrouble = 0;
  let after: EvidenceId = '';
  for (;;) {
    const some = await uploadsOverdue(ledger, notExpiredSince(now), { after, most: AT_ONCE });
    for (const upload of some) {
      after = upload.evidenceId;
      if (!(await settle({ ledger, claimsOf }, upload, now))) inTrouble += 1;
    }
    if (some.length < AT_ONCE) return inTrouble;
  }
}

/**
 * A picture that a request was about to put into a claim may be in it, because the process can have ended before noting
 * that. So the purchase is asked. `false`: it does not answer now.
 */
async function settle(
  { ledger, claimsOf }: Pick<CleanUpParts, 'ledger' | 'claimsOf'>,
  upload: Upload,
  now: Date,
): Promise<boolean> {
  const { evidenceId, purchaseId, held } = upload;
  if (held !== undefined) {
    if (now.getTime() - held.at.getTime() < HELD_AT_MOST_MS) return true;
    const claims = await claimsOf(purchaseId).catch((error: unknown) => {
      if (error instanceof LedgerFailure) throw error;
      return 'no_answer' as const;
    });
    if (claims === 'no_answer') return false;
    const claimId = claims && claimWith(claims, evidenceId);
    if (claimId !== undefined) {
      await takeUploads(ledger, [evidenceId], { claimId, at: now });
      return true;
    }
  }
  await removeNotTaken(ledger, upload, now);
  return true;
}
