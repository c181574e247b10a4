import { sql, type ExpressionBuilder, type Selectable } from 'kysely';
import type { ClaimId, EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { EvidenceUploadsTable, Ledger, LedgerTables } from '../tables.ts';

/** A picture that was uploaded as evidence. */
export interface Upload {
  evidenceId: EvidenceId;
  purchaseId: PurchaseId;
  uploadedBy: string;
  uploadedAt: Date;
  mediaType: string;
  /** Of what is kept. */
  bytes: number;
  width: number;
  height: number;
  sha256Received: string;
  sha256Kept: string;
  objectName: string;
  /** The last request that was about to put it into a claim, and when. */
  held?: { by: string; at: Date };
  /** The claim that has it. */
  claimId?: ClaimId;
  /** The time that it is kept for is over. */
  removedAt?: Date;
}

export const uploadOf = (row: Selectable<EvidenceUploadsTable>): Upload => ({
  evidenceId: row.evidence_id,
  purchaseId: row.purchase_id,
  uploadedBy: row.uploaded_by,
  uploadedAt: row.uploaded_at,
  mediaType: row.media_type,
  bytes: row.bytes,
  width: row.width,
  height: row.height,
  sha256Received: row.sha256_received,
  sha256Kept: row.sha256_kept,
  objectName: row.object_name,
  ...(row.held_by !== null && row.held_at !== null && { held: { by: row.held_by, at: row.held_at } }),
  ...(row.claim_id !== null && { claimId: row.claim_id }),
  ...(row.removed_at !== null && { removedAt: row.removed_at }),
});

/** Those that were not taken in time and those of erased purchases are as if they had never been. */
const isKnown = (row: ExpressionBuilder<LedgerTables, 'evidence_uploads'>) =>
  row.or([row('removed_why', 'is', null), row('removed_why', '=', 'retention')]);

/** Throws `LedgerUnavailable`. */
export const findUpload = (ledger: Ledger, evidenceId: EvidenceId): Promise<Upload | undefined> =>
  inLedger(async () => {
    const row = await ledger
      .selectFrom('evidence_uploads')
      .selectAll()
      .where('evidence_id', '=', evidenceId)
      .where(isKnown)
      .executeTakeFirst();
    return row && uploadOf(row);
  });

/** Those of one purchase, of these ids. Throws `LedgerUnavailable`. */
export const uploadsOfPurchase = (
  ledger: Ledger,
  purchaseId: PurchaseId,
  evidenceIds: readonly EvidenceId[],
): Promise<Upload[]> =>
  inLedger(async () => {
    if (evidenceIds.length === 0) return [];
    const rows = await ledger
      .selectFrom('evidence_uploads')
      .selectAll()
      .where('purchase_id', '=', purchaseId)
      .where('evidence_id', 'in', evidenceIds)
      .where(isKnown)
      .execute();
    return rows.map(uploadOf);
  });

/** The pictures of a purchase that no claim has taken yet, the oldest first. Throws `LedgerUnavailable`. */
export const uploadsNotTaken = (ledger: Ledger, purchaseId: PurchaseId, since: Date): Promise<Upload[]> =>
  inLedger(async () => {
    const rows = await ledger
      .selectFrom('evidence_uploads')
      .selectAll()
      .where('purchase_id', '=', purchaseId)
      .where('claim_id', 'is', null)
      .where('removed_at', 'is', null)
      .where('uploaded_at', '>=', since)
      .orderBy('uploaded_at')
      .execute();
    return rows.map(uploadOf);
  });

/** How many of 64 bits may differ for two pictures to look alike. */
const ALIKE_BITS = 6;
/** A picture of hardly any contrast looks like every other such. */
const LEAST_BITS = 8;
const MOST_CLAIMS = 20;

/** How many bits are 1. PostgreSQL has a function for it from 14 on. */
const ones = (bits: string) => sql`length(replace((${sql.raw(bits)})::text, '0', ''))`;

/** Other claims with this picture: the same bytes, or what looks like it. A hint for support. */
export interface SamePicture {
  same: ClaimId[];
  alike: ClaimId[];
}

/** Throws `LedgerUnavailable`. */
export const samePictureOn = (ledger: Ledger, { evidenceId, claimId }: Upload): Promise<SamePicture> =>
  inLedger(async () => {
    const { rows } = await sql<{ claim_id: ClaimId; same: boolean }>`
      select other.claim_id, bool_or(
        other.sha256_received in (one.sha256_received, one.sha256_kept)
        or other.sha256_kept in (one.sha256_received, one.sha256_kept)
      ) as same
      from ledger.evidence_uploads one
      join ledger.evidence_uploads other on other.evidence_id <> one.evidence_id
      where one.evidence_id = ${evidenceId} and one.sha256_kept <> ''
        and other.claim_id is not null and other.claim_id is distinct from ${claimId ?? null}
        and other.sha256_kept <> ''
        and (
          other.sha256_received in (one.sha256_received, one.sha256_kept)
          or other.sha256_kept in (one.sha256_received, one.sha256_kept)
          or (
            ${ones('one.looks')} between ${LEAST_BITS} and ${64 - LEAST_BITS}
            and ${ones('one.looks # other.looks')} <= ${ALIKE_BITS}
          )
        )
      group by other.claim_id
      order by same desc, other.claim_id
      limit ${MOST_CLAIMS}`.execute(ledger);
    const claimsThat = (same: boolean): ClaimId[] =>
      rows.filter((row) => row.same === same).map(({ claim_id }) => claim_id);
    return { same: claimsThat(true), alike: claimsThat(false) };
  });

/**
 * Other claims with the same picture, for each of these pictures that has any: the same bytes, found by an index. What only
 * looks alike is found by a look at every picture there is. Throws `LedgerUnavailable`.
 */
export const samePicturesOn = (
  ledger: Ledger,
  evidenceIds: readonly EvidenceId[],
): Promise<ReadonlyMap<EvidenceId, ClaimId[]>> =>
  inLedger(async () => {
    if (evidenceIds.length === 0) return new Map();
    const { rows } = await sql<{ evidence_id: EvidenceId; claim_id: ClaimId }>`
      select one.evidence_id, other.claim_id
      from ledger.evidence_uploads one
      cross join lateral (
        select claim_id from (
          select claim_id, sha256_kept from ledger.evidence_uploads
          where sha256_received in (one.sha256_received, one.sha256_kept)
          union
          select claim_id, sha256_kept from ledger.evidence_uploads
          where sha256_kept in (one.sha256_received, one.sha256_kept)
        ) equal
        where claim_id is not null and claim_id is distinct from one.claim_id and sha256_kept <> ''
        group by claim_id
        order by claim_id
        limit ${MOST_CLAIMS}
      ) other
      where one.evidence_id in (${sql.join(evidenceIds)}) and one.sha256_kept <> ''
      order by one.evidence_id, other.claim_id`.execute(ledger);
    const claims = new Map<EvidenceId, ClaimId[]>();
    for (const { evidence_id: id, claim_id } of rows) claims.set(id, [...(claims.get(id) ?? []), claim_id]);
    return claims;
  });

/** Which of these names the ledger knows. Throws `LedgerUnavailable`. */
export const knownObjects = (ledger: Ledger, names: readonly string[]): Promise<ReadonlySet<string>> =>
  inLedger(async () => {
    if (names.length === 0) return new Set();
    const rows = await ledger
      .selectFrom('evidence_uploads')
      .select('object_name')
      .where('object_name', 'in', names)
      .where('gone_at', 'is', null)
      .execute();
    return new Set(rows.map(({ object_name }) => object_name));
  });

/** Those that no claim has taken and whose time is over, some of them. Throws `LedgerUnavailable`. */
export const uploadsOverdue = (
  ledger: Ledger,
  uploadedBefore: Date,
  { after, most }: { after: EvidenceId; most: number },
): Promise<Upload[]> =>
  inLedger(async () => {
    const rows = await ledger
      .selectFrom('evidence_uploads')
      .selectAll()
      .where('claim_id', 'is', null)
      .where('removed_at', 'is', null)
      .where('uploaded_at', '<', uploadedBefore)
      .where('evidence_id', '>', after)
      .orderBy('evidence_id')
      .limit(most)
      .execute();
    return rows.map(uploadOf);
  });

/** Removed, but for the file, some of them. Throws `LedgerUnavailable`. */
export const uploadsToRemove = (
  ledger: Ledger,
  { after, most, purchaseIds }: { after: EvidenceId; most: number; purchaseIds?: readonly PurchaseId[] },
): Promise<Pick<Upload, 'evidenceId' | 'objectName'>[]> =>
  inLedger(async () => {
    if (purchaseIds?.length === 0) return [];
    let query = ledger
      .selectFrom('evidence_uploads')
      .select(['evidence_id', 'object_name'])
      .where('removed_at', 'is not', null)
      .where('gone_at', 'is', null)
      .where('evidence_id', '>', after);
    if (purchaseIds !== undefined) query = query.where('purchase_id', 'in', purchaseIds);
    const rows = await query.orderBy('evidence_id').limit(most).execute();
    return rows.map((row) => ({ evidenceId: row.evidence_id, objectName: row.object_name }));
  });
