import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWebhooks, type Webhooks } from '../../../dev/sandbox/webhooks.ts';
import { sendToShop } from '../../../dev/start/shop-endpoint.ts';
import { webhooksOfDataFolder } from '../../../dev/start/webhooks-of-data-folder.ts';
import { NotPossible } from '../../../src/cli/not-possible.ts';
import { readWebhookSecret } from '../../../src/config/webhook-secret.ts';
import { readEndpoints } from '../../../src/ledger/read/webhook-endpoints.ts';
import { OWN_MACHINE } from '../../../src/webhooks/private-ranges.ts';
import { endpointSecret, signedHeaders } from '../../../src/webhooks/signature.ts';
import { emptyLedger } from '../../ledger/empty-ledger.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const now = new Date('2026-03-01T10:00:00.000Z');

test('the webhooks of a data folder are made once, for its owner only, and never replaced by others', () => {
  const dataDir = temporaryFolder();
  const first = webhooksOfDataFolder(dataDir);
  expect(webhooksOfDataFolder(dataDir)).toEqual(first);
  const path = join(dataDir, 'webhooks.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '{"secret": "whsec_c2hvcnQ="}');
  expect(() => webhooksOfDataFolder(dataDir)).toThrow(NotPossible);
});

test('the sandbox’s shop has one endpoint, whose secret it knows after each start, also at another port', async () => {
  const ledger = await emptyLedger();
  const { secret: text, shopEndpointId: endpointId } = webhooksOfDataFolder(temporaryFolder());
  const secret = readWebhookSecret(text) ?? Buffer.alloc(0);
  const start = async (port: number): Promise<Webhooks> => {
    const webhooks = createWebhooks(() => now.getTime());
    const sandbox = { orderServiceUrl: `http://127.0.0.1:${port}`, webhooks };
    await sendToShop({ ledger, secret, privateRanges: OWN_MACHINE }, { sandbox, endpointId }, now);
    return webhooks;
  };
  /** Whether the shop takes what is signed with that one of the endpoint's secrets. */
  const takes = (webhooks: Webhooks, generation: number): string => {
    const body = Buffer.from('{}');
    const by = [endpointSecret(secret, endpointId, { generation, scheme: 'v1' })];
    const headers = signedHeaders(by, { id: 'evt_1', at: now, body });
    return webhooks.take({
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signature: headers['webhook-signature'],
      body,
    }).signature;
  };
  const urls = async (): Promise<string[]> => (await readEndpoints(ledger)).map(({ url }) => url);

  expect(takes(await start(5001), 1)).toBe('right');
  const again = await start(5001);
  expect([takes(again, 2), takes(again, 1)]).toEqual(['right', 'wrong']);
  expect(await urls()).toEqual(['http://127.0.0.1:5001/sandbox/webhooks']);
  expect(takes(await start(5002), 1)).toBe('right');
  expect(await urls()).toEqual(['http://127.0.0.1:5002/sandbox/webhooks']);
});
