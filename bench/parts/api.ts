import { compile } from '../../scripts/compile.ts';
import type { ApiRole } from '../../src/contract/api-role.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import type { ApiSettings } from './api-process.ts';
import { startChild, type Child } from './child.ts';
import type { Stack } from './stack.ts';

/** Those that the image gives it. */
const FLAGS = ['--max-semi-space-size=4'];
/** From there it finds the packages. */
const COMPILED = 'node_modules/.cache/bench-api';
const READY_MS = 30_000;
const PUBLIC_URL = 'https://returns.instaotp.example';

export interface Api {
  url: string;
  child: Child;
}

/** Runs `act` with an API process on that ledger, compiled as in the image, and stops it. */
export async function withApi(
  { server }: Stack,
  place: Pick<ApiSettings, 'databaseUrl' | 'evidenceFolder'>,
  act: (api: Api) => Promise<void>,
): Promise<void> {
  const { address, namespace } = server;
  const settings: ApiSettings = { address, namespace, publicUrl: PUBLIC_URL, ...place };
  compile({ project: 'bench/api.tsconfig.json', into: COMPILED, folders: ['src'] });
  const child = startChild(`../../${COMPILED}/bench/parts/api-process.js`, [JSON.stringify(settings)], FLAGS);
  try {
    const { url } = (await child.message(READY_MS)) as { url: string };
    await act({ url, child });
  } finally {
    await child.stop();
  }
}

export const keyFor = async (ledger: Ledger, role: ApiRole): Promise<string> =>
  (await createKey(ledger, { caller: `bench-${role}`, role }, new Date())).token;
