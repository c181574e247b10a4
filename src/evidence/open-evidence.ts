import { fileURLToPath } from 'node:url';
import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS } from '../policy/duration.ts';
import { folderStore } from './folder-store.ts';
import { pictureMaker } from './make-safe.ts';
import type { EvidenceStore } from './store.ts';
import { evidenceUploads, type EvidenceUploads } from './uploads.ts';

/** Where evidence is kept, and for how long. */
export interface EvidencePlace {
  store: EvidenceStore;
  retentionDays: number;
}

/** How long evidence is kept after its purchase has closed, unless it is configured. */
export const RETENTION_DAYS = 180;

/** The store at an address, a `file:` URL of a folder. Throws `StoreUnavailable`. */
export const openStore = (address: string): Promise<EvidenceStore> => folderStore(fileURLToPath(address));

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
