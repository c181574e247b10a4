import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS } from '../policy/duration.ts';
import { folderStore } from './folder-store.ts';
import { temporaryIncoming } from './incoming-folder.ts';
import { pictureMaker } from './make-safe.ts';
import type { S3Place } from './s3-requests.ts';
import { s3Store } from './s3-store.ts';
import type { EvidenceStore } from './store.ts';
import { evidenceUploads, type EvidenceUploads } from './uploads.ts';

/** Where evidence is kept, and for how long. */
export interface EvidencePlace {
  store: EvidenceStore;
  retentionDays: number;
}

/** How long evidence is kept after its purchase has closed, unless it is configured. */
export const RETENTION_DAYS = 180;

/** A folder of this machine, or a bucket of a store that speaks S3. */
export type StorePlace = { kind: 'folder'; folder: string } | { kind: 's3'; s3: S3Place };

/** Opens the store. Throws `StoreUnavailable`. */
export function openStore(place: StorePlace): Promise<EvidenceStore> {
  switch (place.kind) {
    case 'folder':
      return folderStore(place.folder);
    case 's3':
      return s3Store(place.s3, temporaryIncoming());
    default:
      return place satisfies never;
  }
}

export interface OpenedEvidence {
  uploads: EvidenceUploads;
  retentionMs: number;
  stop: () => void;
}

/** What keeps evidence in a store, with what makes pictures safe. */
export function openEvidence(
  ledger: Ledger,
  { store, retentionDays }: EvidencePlace,
  now: () => Date = () => new Date(),
): OpenedEvidence {
  const maker = pictureMaker();
  return {
    uploads: evidenceUploads({ store, maker, ledger, now }),
    retentionMs: retentionDays * DAY_MS,
    stop: () => maker.stop(),
  };
}
