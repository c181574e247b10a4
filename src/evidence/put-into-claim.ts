import type { Problem } from '../contract/answers.ts';
import type { ClaimId, EvidenceId, PurchaseId } from '../contract/scalars.ts';
import type { ClaimView } from '../contract/status.ts';
import type { EvidenceRef } from '../contract/updates.ts';
import { uploadsOfPurchase, type Upload } from '../ledger/read/evidence-uploads.ts';
import type { Ledger } from '../ledger/tables.ts';
import { holdUploads, takeUploads } from '../ledger/write/evidence-uploads.ts';
import { expiresAt, notExpiredSince } from './uploads.ts';

/** The claims of a purchase, with their evidence. */
export type ClaimsOf = (
  purchaseId: PurchaseId,
) => Promise<readonly Pick<ClaimView, 'claimId' | 'evidence'>[] | undefined>;

export interface ClaimEvidenceParts {
  ledger: Ledger;
  /** As the purchase itself says, or the record of one that is gone. */
  claimsOf: ClaimsOf;
  now: () => Date;
}

/** What somebody wants to put into a claim. */
export interface Naming {
  purchaseId: PurchaseId;
  /** The claim that it is for. Absent: a new one. */
  claimId?: ClaimId | undefined;
  evidence: readonly EvidenceRef[];
}

/** The evidence with what is known of each picture, or the fields that are wrong. */
export type Named = { ok: true; evidence: EvidenceRef[] } | { ok: false; problems: Problem[] };

/** Whether a claim could take these pictures. Leaves no trace. Throws `LedgerUnavailable`. */
export const checkEvidence = (parts: ClaimEvidenceParts, naming: Naming): Promise<Named> =>
  named(parts, naming, undefined);

/**
 * Holds the pictures for a request that is about to put them into a claim: from now on they do not expire until it is known
 * whether it did. `takeEvidence` has to follow where the purchase has accepted it. Throws `LedgerUnavailable`.
 */
export async function holdEvidence(
  parts: ClaimEvidenceParts,
  naming: Naming,
  requestId: string,
): Promise<Named> {
  const judged = await named(parts, naming, requestId);
  if (!judged.ok) return judged;
  const { ledger, now } = parts;
  const at = now();
  const ids = judged.evidence.map(({ evidenceId }) => evidenceId);
  if (ids.length === 0) return judged;
  const held = await holdUploads(ledger, ids, { by: requestId, at, since: notExpiredSince(at) });
  const missed = ids.filter((id) => !held.has(id));
  const taken = await uploadsOfPurchase(ledger, naming.purchaseId, missed);
  const fine = new Set(
    taken.filter((each) => isThere(each, naming, requestId)).map((each) => each.evidenceId),
  );
  const problems = ids.flatMap((id, n) => (held.has(id) || fine.has(id) ? [] : [problemAt(n, UNKNOWN)]));
  return problems.length === 0 ? judged : { ok: false, problems };
}

/** Notes that the claim has these pictures. Throws `LedgerUnavailable`; then the cleaner finds out by itself. */
export const takeEvidence = (
  { ledger, now }: Pick<ClaimEvidenceParts, 'ledger' | 'now'>,
  evidence: readonly EvidenceRef[],
  claimId: ClaimId,
  requestId: string,
): Promise<void> =>
  takeUploads(
    ledger,
    evidence.map(({ evidenceId }) => evidenceId),
    { claimId, by: requestId, at: now() },
  );

const UNKNOWN = 'is no picture that was uploaded for this purchase and waits for a claim: upload it first';
const TAKEN = 'belongs to another claim: upload it again';

const problemAt = (n: number, message: string): Problem => ({ field: `evidence[${n}].evidenceId`, message });

/** Whether the claim has it already, or this very request has put it into one: the purchase knows its answer. */
const isThere = (upload: Upload, { claimId }: Naming, requestId: string | undefined): boolean =>
  upload.claimId !== undefined && (upload.claimId === claimId || isHeldBy(upload, requestId));

async function named(
  parts: ClaimEvidenceParts,
  naming: Naming,
  requestId: string | undefined,
): Promise<Named> {
  const { purchaseId, evidence } = naming;
  const uploads = await settled(parts, purchaseId, evidence, requestId);
  const now = parts.now();
  const problems: Problem[] = [];
  const filled = evidence.map((wanted, n): EvidenceRef => {
    const upload = uploads.get(wanted.evidenceId);
    if (upload === undefined || upload.removedAt !== undefined) {
      problems.push(problemAt(n, UNKNOWN));
      return wanted;
    }
    if (upload.claimId !== undefined && !isThere(upload, naming, requestId)) {
      problems.push(problemAt(n, TAKEN));
    }
    if (upload.claimId === undefined && now > expiresAt(upload) && !isHeldBy(upload, requestId)) {
      problems.push(problemAt(n, UNKNOWN));
    }
    const { mediaType, sha256 } = wanted;
    if (mediaType !== undefined && mediaType !== upload.mediaType) {
      problems.push({
        field: `evidence[${n}].mediaType`,
        message: 'is another than that of the picture: leave it out',
      });
    }
    if (sha256 !== undefined && ![upload.sha256Kept, upload.sha256Received].includes(sha256.toLowerCase())) {
      problems.push({
        field: `evidence[${n}].sha256`,
        message: 'is another than that of the picture: leave it out',
      });
    }
    return { evidenceId: wanted.evidenceId, mediaType: upload.mediaType, sha256: upload.sha256Kept };
  });
  return problems.length === 0 ? { ok: true, evidence: filled } : { ok: false, problems };
}

const isHeldBy = ({ held }: Upload, requestId: string | undefined): boolean =>
  requestId !== undefined && held?.by === requestId;

/**
 * The pictures of these ids. One that another request was about to take may be in a claim that nobody has noted, because the
 * process ended in between: the purchase is asked.
 */
async function settled(
  { ledger, claimsOf, now }: ClaimEvidenceParts,
  purchaseId: PurchaseId,
  evidence: readonly EvidenceRef[],
  requestId: string | undefined,
): Promise<Map<EvidenceId, Upload>> {
  const ids = evidence.map(({ evidenceId }) => evidenceId);
  const uploads = await uploadsOfPurchase(ledger, purchaseId, ids);
  const inDoubt = uploads.filter(
    ({ claimId, held }) => claimId === undefined && held !== undefined && held.by !== requestId,
  );
  const claims = inDoubt.length === 0 ? [] : ((await claimsOf(purchaseId)) ?? []);
  const found = new Map(uploads.map((upload) => [upload.evidenceId, upload]));
  for (const upload of inDoubt) {
    const claim = claimWith(claims, upload.evidenceId);
    if (claim === undefined) continue;
    if (requestId !== undefined) {
      await takeUploads(ledger, [upload.evidenceId], { claimId: claim, at: now() });
    }
    found.set(upload.evidenceId, { ...upload, claimId: claim });
  }
  return found;
}

/** The claim that has a piece of evidence. */
export const claimWith = (
  claims: readonly Pick<ClaimView, 'claimId' | 'evidence'>[],
  evidenceId: EvidenceId,
): ClaimId | undefined =>
  claims.find(({ evidence }) => evidence.some((each) => each.evidenceId === evidenceId))?.claimId;
