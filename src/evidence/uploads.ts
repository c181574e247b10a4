import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { EvidenceId, PurchaseId } from '../contract/scalars.ts';
import { findUpload, samePictureOn, uploadsNotTaken, type Upload } from '../ledger/read/evidence-uploads.ts';
import type { SamePicture } from '../ledger/read/evidence-uploads.ts';
import type { Ledger } from '../ledger/tables.ts';
import { recordUpload } from '../ledger/write/evidence-uploads.ts';
import { DAY_MS } from '../policy/duration.ts';
import type { PictureMaker } from './make-safe.ts';
import { MEDIA_TYPES, type PictureRefusal } from './picture.ts';
import { StoreUnavailable, type EvidenceStore } from './store.ts';

/** How long a picture waits for a claim. */
export const WAITS_FOR_CLAIM_MS = DAY_MS;

/** How many pictures of one purchase may wait for a claim. */
export const MOST_WAITING = 5;

/** Until when a claim can take it. */
export const expiresAt = ({ uploadedAt }: Pick<Upload, 'uploadedAt'>): Date =>
  new Date(uploadedAt.getTime() + WAITS_FOR_CLAIM_MS);

/** What was uploaded before this instant has expired. */
export const notExpiredSince = (now: Date): Date => new Date(now.getTime() - WAITS_FOR_CLAIM_MS);

export interface Receiving {
  purchaseId: PurchaseId;
  /** Names the request, so that a repeat brings no second picture. */
  requestId: string;
  uploadedBy: string;
  /** The Content-Type that the sender has given. Absent: the content alone says what it is. */
  declared?: string | undefined;
  /** A file of the store, with what came. It is left to the caller. */
  received: string;
  sha256: string;
}

export type Received =
  | { taken: true; upload: Upload }
  | { taken: false; code: PictureRefusal | 'too_many_waiting' | 'purchase_erased' };

/** Why a picture is not shown: it is unknown, or the time that it is kept for is over. */
export type Opened = { upload: Upload; file: Readable } | undefined;

export interface EvidenceUploads {
  store: EvidenceStore;
  /** Makes a picture safe and keeps it. Throws `StoreUnavailable`, `LedgerUnavailable`. */
  receive(receiving: Receiving): Promise<Received>;
  /** `undefined`: there is none, or it has expired. Throws `LedgerUnavailable`. */
  find(evidenceId: EvidenceId): Promise<Upload | undefined>;
  /** The kept file. `undefined`: there is none. Throws `StoreUnavailable` if it should be there, `LedgerUnavailable`. */
  open(evidenceId: EvidenceId): Promise<Opened>;
  /** Other claims with the same picture. Throws `LedgerUnavailable`. */
  samePicture(upload: Upload): Promise<SamePicture>;
  /** What waits for a claim of this purchase, the oldest first. Throws `LedgerUnavailable`. */
  waiting(purchaseId: PurchaseId): Promise<Upload[]>;
}

export interface EvidenceParts {
  store: EvidenceStore;
  maker: PictureMaker;
  ledger: Ledger;
  now: () => Date;
}

const EVIDENCE_ID = /^ev_[0-9a-f]{32}$/;

/** Whether an id can be one of a picture that is kept here. */
export const isUploadId = (id: string): boolean => EVIDENCE_ID.test(id);

export function evidenceUploads({ store, maker, ledger, now }: EvidenceParts): EvidenceUploads {
  const find = async (evidenceId: EvidenceId): Promise<Upload | undefined> => {
    if (!isUploadId(evidenceId)) return undefined;
    const upload = await findUpload(ledger, evidenceId);
    if (upload === undefined) return undefined;
    const isOver = upload.claimId === undefined && now() > expiresAt(upload);
    // One that was held may be in a claim that nobody has noted yet.
    return isOver && upload.held === undefined ? undefined : upload;
  };

  return {
    store,
    find,
    async receive({ purchaseId, requestId, uploadedBy, declared, received, sha256 }) {
      const made = await store.newFile();
      try {
        const safe = await maker.makeSafe(received, made);
        if ('refused' in safe) return { taken: false, code: safe.refused };
        const mediaType = MEDIA_TYPES[safe.kind];
        if (declared !== undefined && declared !== mediaType) {
          return { taken: false, code: 'picture_mislabelled' };
        }
        const { looks, ...size } = safe.picture;
        const objectName = randomBytes(16).toString('hex');
        const sha256Kept = await checksumOf(made);
        // The file first: a file without a row is found and removed, but a row without a file would promise a picture.
        await store.keep(made, objectName);
        const evidenceId = `ev_${randomBytes(16).toString('hex')}`;
        const at = now();
        const recorded = await recordUpload(
          ledger,
          {
            evidenceId,
            purchaseId,
            requestId,
            uploadedBy,
            uploadedAt: at,
            mediaType,
            ...size,
            looks,
            sha256Received: sha256,
            sha256Kept,
            objectName,
          },
          { most: MOST_WAITING, since: notExpiredSince(at) },
        );
        if (recorded.result === 'recorded') return { taken: true, upload: recorded.upload };
        // What cannot be removed now, the cleaner removes: no row names it.
        await store.remove(objectName).catch(() => undefined);
        if (recorded.result === 'again') return { taken: true, upload: recorded.upload };
        return {
          taken: false,
          code: recorded.result === 'too_many' ? 'too_many_waiting' : 'purchase_erased',
        };
      } finally {
        await store.dropFile(made);
      }
    },
    async open(evidenceId) {
      const upload = await find(evidenceId);
      if (upload === undefined || upload.removedAt !== undefined) return undefined;
      const file = await store.read(upload.objectName);
      if (file !== undefined) return { upload, file };
      // Erased between the two, or the store has lost it.
      const still = await find(evidenceId);
      if (still === undefined || still.removedAt !== undefined) return undefined;
      throw new StoreUnavailable('ENOENT');
    },
    samePicture: (upload) => samePictureOn(ledger, upload),
    waiting: (purchaseId) => uploadsNotTaken(ledger, purchaseId, notExpiredSince(now())),
  };
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    throw new StoreUnavailable('unreadable');
  }
  return hash.digest('hex');
}
