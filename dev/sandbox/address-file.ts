import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts, isPortFree } from '../../src/listening/free-ports.ts';
import { makeOwnFolder } from '../server/own-folder.ts';
import { replaceFile } from './shop-data-file.ts';

const port = z.int().min(1).max(65_535);
const SandboxAddress = z.object({ orderPort: port, inboxPort: port, token: z.string().min(1) });

/** Where the sandbox of a data folder listens, and the token of its order service. */
export type SandboxAddress = z.infer<typeof SandboxAddress>;

const pathIn = (dataDir: string): string => join(dataDir, 'sandbox', 'address.json');

/** What an earlier start has saved. `undefined`: nothing that can be used. */
export function readAddress(dataDir: string): SandboxAddress | undefined {
  try {
    return SandboxAddress.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Ports and token: the wanted ones, otherwise the saved ones, otherwise free ports and a new token. A saved port that another
 * program has taken since is replaced by a free one. Saves the result.
 */
export async function settleAddress(
  dataDir: string,
  wishes: { [K in keyof SandboxAddress]: SandboxAddress[K] | undefined },
): Promise<SandboxAddress> {
  const known = readAddress(dataDir);
  const [free, another] = await freePorts(2);
  const [first, second] = known
    ? [await ifFree(known.orderPort, free), await ifFree(known.inboxPort, another)]
    : [free, another];
  const address = SandboxAddress.parse({
    orderPort: wishes.orderPort ?? first,
    inboxPort: wishes.inboxPort ?? second,
    token: wishes.token ?? known?.token ?? randomBytes(24).toString('base64url'),
  });
  makeOwnFolder(join(dataDir, 'sandbox'));
  replaceFile(pathIn(dataDir), `${JSON.stringify(address)}\n`);
  return address;
}

const ifFree = async (wanted: number, otherwise: number | undefined): Promise<number | undefined> =>
  (await isPortFree(wanted)) ? wanted : otherwise;
