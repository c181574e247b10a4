import { createHash } from 'node:crypto';
import { folderStore } from '../../src/evidence/folder-store.ts';
import { openEvidence, type OpenedEvidence } from '../../src/evidence/open-evidence.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { ApiAnswer, TestApi } from '../web/api/served-api.ts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Evidence in a folder, as the API keeps it. Whoever opens it stops it. */
export const evidenceIn = async (
  ledger: Ledger,
  folder: string,
  now: () => Date = () => new Date(),
): Promise<OpenedEvidence> =>
  openEvidence(ledger, { store: await folderStore(folder), retentionDays: 30 }, now);

export interface UploadOptions {
  key?: string;
  type?: string;
  once?: string;
  headers?: Record<string, string>;
}

let uploads = 0;

/** Uploads a picture for a purchase. */
export async function upload(
  api: TestApi,
  purchaseId: string,
  bytes: Uint8Array,
  { key = api.keys.service, type = 'image/png', once, headers = {} }: UploadOptions = {},
): Promise<ApiAnswer> {
  uploads += 1;
  const response = await fetch(`${api.url}/v1/purchases/${purchaseId}/evidence`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': type,
      'idempotency-key': once ?? `upload-${process.pid}-${uploads}`,
      ...headers,
    },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** Uploads a picture that is fine, and returns its id. */
export async function uploaded(api: TestApi, purchaseId: string, bytes: Uint8Array): Promise<string> {
  const { status, body } = await upload(api, purchaseId, bytes);
  if (status !== 201) throw new Error(`not taken: ${status} ${JSON.stringify(body)}`);
  return String(body['evidenceId']);
}

/** Gets the picture itself. */
export async function content(
  api: TestApi,
  evidenceId: string,
  key = api.keys.agent,
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${api.url}/v1/evidence/${evidenceId}/content`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
