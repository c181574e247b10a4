import { sql } from 'kysely';
import type { ClaimId, EvidenceId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { uploadOf, type Upload } from '../read/evidence-uploads.ts';
import type { Ledger } from '../tables.ts';
import { present } from '../../contract/present.ts';

export interface NewUpload extends Omit<Upload, 'held' | 'claimId' | 'removedAt'> {
  /** Names the request that has brought it. */
  requestId: string;
  looks: string;
}

/** `again`: the same request has brought one before, which is kept. `erased`: with the customer, meanwhile. */
export type RecordedUpload =
  | { result: 'recorded' | 'again'; upload: Upload }
  | { result: 'too_many' | 'erased' };

/** Records a picture, unless `most` of its purchase wait since `since` for a claim. Throws `LedgerUnavailable`. */
export function recordUpload(
  ledger: Ledger,
  upload: NewUpload,
  { most, since }: { most: number; since: Date },
): Promise<RecordedUpload> {
  const { purchaseId } = upload;
  return inLedger(() =>
    ledger.transaction().execute(async (transaction): Promise<RecordedUpload> => {
      // An erasure waits for this, or is over.
      const purchase = await transaction
        .selectFrom('purchases')
        .select('erased_at')
        .where('purchase_id', '=', purchaseId)
        .forKeyShare()
        .executeTakeFirst();
      if (purchase !== undefined && purchase.erased_at !== null) return { result: 'erased' };
      // Several at once are counted one after the other.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`evidence of ${purchaseId}`}, 0))`.execute(
        transaction,
      );
      const earlier = await transaction
        .selectFrom('evidence_uploads')
        .selectAll()
        .where('purchase_id', '=', purchaseId)
        .where('request_id', '=', upload.requestId)
        .executeTakeFirst();
      if (earlier !== undefined) return { result: 'again', upload: uploadOf(earlier) };
      const { waiting } = await transaction
        .selectFrom('evidence_uploads')
        .select((row) => row.fn.countAll<number>().as('waiting'))
        .where('purchase_id', '=', purchaseId)
        .where('claim_id', 'is', null)
        .where('removed_at', 'is', null)
        .where('uploaded_at', '>=', since)
        .executeTakeFirstOrThrow();
      if (waiting >= most) return { result: 'too_many' };
      const recorded = await transaction
        .insertInto('evidence_uploads')
        .values({
          evidence_id: upload.evidenceId,
          purchase_id: purchaseId,
          request_id: upload.requestId,
          uploaded_by: upload.uploadedBy,
          uploaded_at: upload.uploadedAt,
          media_type: upload.mediaType,
          bytes: upload.bytes,
          width: upload.width,
          height: upload.height,
          sha256_received: upload.sha256Received,
          sha256_kept: upload.sha256Kept,
          looks: upload.looks,
          object_name: upload.objectName,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { result: 'recorded', upload: uploadOf(recorded) };
    }),
  );
}

/**
 * Notes that a request is about to put these into a claim. Returns the ids of those that still can be: not taken, not
 * removed, uploaded at `since` or later or held by this request before. Throws `LedgerUnavailable`.
 */
export const holdUploads = (
  ledger: Ledger,
  evidenceIds: readonly EvidenceId[],
  { by, at, since }: { by: string; at: Date; since: Date },
): Promise<ReadonlySet<EvidenceId>> =>
  inLedger(async () => {
    const held = await ledger
      .updateTable('evidence_uploads')
      .set({ held_by: by, held_at: at })
      .where('evidence_id', 'in', evidenceIds)
      .where('claim_id', 'is', null)
      .where('removed_at', 'is', null)
      .where((row) => row.or([row('uploaded_at', '>=', since), row('held_by', '=', by)]))
      .returning('evidence_id')
      .execute();
    return new Set(held.map(({ evidence_id }) => evidence_id));
  });

/** Notes that a claim has these. `by`: the request that has put them there, if it is known. Throws `LedgerUnavailable`. */
export const takeUploads = (
  ledger: Ledger,
  evidenceIds: readonly EvidenceId[],
  { claimId, by, at }: { claimId: ClaimId; by?: string; at: Date },
): Promise<void> =>
  inLedger(async () => {
    if (evidenceIds.length === 0) return;
    await ledger
      .updateTable('evidence_uploads')
      .set({ claim_id: claimId, taken_at: at, ...present({ held_by: by }) })
      .where('evidence_id', 'in', evidenceIds)
      .where('claim_id', 'is', null)
      .execute();
  });

/** Removes one that no claim has taken, unless it was held again since. Throws `LedgerUnavailable`. */
export const removeNotTaken = (
  ledger: Ledger,
  { evidenceId, held }: Pick<Upload, 'evidenceId' | 'held'>,
  now: Date,
): Promise<void> =>
  inLedger(async () => {
    await ledger
      .updateTable('evidence_uploads')
      .set({ removed_at: now, removed_why: 'not_taken' })
      .where('evidence_id', '=', evidenceId)
      .where('claim_id', 'is', null)
      .where('removed_at', 'is', null)
      .where('held_at', 'is not distinct from', held?.at ?? null)
      .execute();
  });

/** Removes those of purchases that closed before that time. Throws `LedgerUnavailable`. */
export const removeClosedBefore = (ledger: Ledger, closedBefore: Date, now: Date): Promise<void> =>
  inLedger(async () => {
    await ledger
      .updateTable('evidence_uploads')
      .set({ removed_at: now, removed_why: 'retention' })
      .where('claim_id', 'is not', null)
      .where('removed_at', 'is', null)
      .where(
        'purchase_id',
        'in',
        ledger.selectFrom('purchases').select('purchase_id').where('closed_at', '<', closedBefore),
      )
      .execute();
  });

/** Notes that the file is gone: keeps the row of an expired picture, deletes any other. Throws `LedgerUnavailable`. */
export const recordFileGone = (ledger: Ledger, evidenceId: EvidenceId, now: Date): Promise<void> =>
  inLedger(async () => {
    await ledger
      .deleteFrom('evidence_uploads')
      .where('evidence_id', '=', evidenceId)
      .where('removed_why', 'in', ['not_taken', 'erased'])
      .execute();
    await ledger
      .updateTable('evidence_uploads')
      .set({ gone_at: now })
      .where('evidence_id', '=', evidenceId)
      .where('removed_why', '=', 'retention')
      .execute();
  });
