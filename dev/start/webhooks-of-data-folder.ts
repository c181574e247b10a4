import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { readWebhookSecret } from '../../src/config/webhook-secret.ts';
import { makeOwnFolder } from '../server/own-folder.ts';
import { replaceFile } from '../sandbox/shop-data-file.ts';

const Kept = z.object({
  /** `whsec_…`: what the secrets of the endpoints are made from. */
  secret: z.string().refine((text) => readWebhookSecret(text) !== undefined),
  /** The endpoint at the sandbox's shop. */
  shopEndpointId: z.string().regex(/^whe_[0-9a-f]{24}$/),
});

/** What a data folder keeps about webhooks. */
export type KeptWebhooks = z.infer<typeof Kept>;

/**
 * The webhooks of a data folder, made at the first start. Only its owner can read the file. Throws `NotPossible` if it is
 * there and cannot be used: with another secret every receiver would refuse what it gets.
 */
export function webhooksOfDataFolder(dataDir: string): KeptWebhooks {
  const path = join(dataDir, 'webhooks.json');
  const text = textIn(path);
  if (text !== undefined) {
    const kept = read(text);
    if (kept !== undefined) return kept;
    throw new NotPossible(
      `${path} is not what npm start has written: put it right, or move it away and give every webhook endpoint a new secret.`,
    );
  }
  const made: KeptWebhooks = {
    secret: `whsec_${randomBytes(32).toString('base64')}`,
    shopEndpointId: `whe_${randomBytes(12).toString('hex')}`,
  };
  makeOwnFolder(dataDir);
  replaceFile(path, `${JSON.stringify(made)}\n`);
  return made;
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function read(text: string): KeptWebhooks | undefined {
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
