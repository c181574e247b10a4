import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { readBucketAddress } from '../config/evidence-in-s3.ts';
import { OWNER } from '../evidence/folder-store.ts';
import { openStore, type StorePlace } from '../evidence/open-evidence.ts';
import { OWNER_OBJECT } from '../evidence/s3-store.ts';
import { StoreUnavailable, type EvidenceStore } from '../evidence/store.ts';
import { NotPossible } from './not-possible.ts';

/** What says where evidence is kept. */
export type EvidenceConfig = Pick<
  Config<'api'>,
  'evidenceStore' | 'evidenceS3Endpoint' | 'evidenceS3Region' | 'evidenceS3KeyId' | 'evidenceS3Secret'
>;

/** Where evidence is kept. `undefined`: nowhere. */
export function evidencePlace({
  evidenceStore: address,
  evidenceS3Endpoint: endpoint = '',
  evidenceS3Region: region = '',
  evidenceS3KeyId: keyId = '',
  evidenceS3Secret: secret = '',
}: EvidenceConfig): StorePlace | undefined {
  if (address === undefined) return undefined;
  const bucket = readBucketAddress(address);
  if (bucket === undefined) return { kind: 'folder', folder: fileURLToPath(address) };
  // The configuration of a bucket has all of them.
  return { kind: 's3', s3: { ...bucket, endpoint, region, keyId, secret } };
}

/** Opens the store. Throws `NotPossible` if it cannot be used. */
export async function storeAt(place: StorePlace): Promise<EvidenceStore> {
  try {
    return await openStore(place);
  } catch (error) {
    throw notUsable(place, error);
  }
}

/** The message for a store that cannot be used. Another error is thrown. */
export function notUsable(place: StorePlace, error: unknown): NotPossible {
  if (!(error instanceof StoreUnavailable)) throw error;
  const { code } = error;
  switch (place.kind) {
    case 'folder':
      return new NotPossible(`The folder of EVIDENCE_STORE cannot be used: ${code}.`);
    case 's3':
      return new NotPossible(`The bucket of EVIDENCE_STORE cannot be used: ${code}. ${whatToDo(code)}`);
    default:
      return place satisfies never;
  }
}

/** The message when the files belong to another ledger. */
export function belongsToAnother(place: StorePlace): NotPossible {
  const [where, another, mark] =
    place.kind === 'folder'
      ? ['folder', 'folder', `file "${OWNER}" in the folder`]
      : ['bucket', 'prefix or bucket', `object "${place.s3.prefix}${OWNER_OBJECT}" in the bucket`];
  return new NotPossible(
    `The ${where} of EVIDENCE_STORE belongs to another ledger, whose pictures this one would remove. Name another ${another}. If this ledger is a restored copy of that one, delete the ${mark}.`,
  );
}

function whatToDo(code: string): string {
  switch (code) {
    case 'NoSuchBucket':
      return 'There is no such bucket at EVIDENCE_S3_ENDPOINT: make it, or name another one.';
    case 'InvalidAccessKeyId':
      return 'The store does not know EVIDENCE_S3_KEY_ID.';
    case 'SignatureDoesNotMatch':
      return 'EVIDENCE_S3_SECRET is not the secret of EVIDENCE_S3_KEY_ID, or something between here and the store changes requests.';
    case 'AccessDenied':
    case 'http_403':
      return 'The key may not do what is needed there: docs/operations.md lists it.';
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return 'EVIDENCE_S3_ENDPOINT and EVIDENCE_S3_REGION have to be those of the bucket.';
    case 'RequestTimeTooSkewed':
      return 'The clock of this machine is wrong.';
    case 'incoming_not_own':
      return 'Pictures in the making need a folder of this user alone in the temporary folder: docs/operations.md says which.';
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'timeout':
      return 'Nothing answers at EVIDENCE_S3_ENDPOINT.';
    default:
      return 'Look at EVIDENCE_S3_ENDPOINT, and whether it is a store that speaks S3.';
  }
}
