import { findEndpoint } from '../../src/ledger/read/webhook-endpoints.ts';
import { removeEndpoint } from '../../src/ledger/write/webhook-endpoints.ts';
import {
  createEndpoint,
  rotateEndpoint,
  type EndpointParts,
} from '../../src/operations/webhook-endpoints.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/**
 * Sends webhooks to the sandbox's shop, which gets the secret of its endpoint. Made once: later starts find it and give it
 * its next secret, because none is kept. If the shop has moved to another port, its endpoint is made anew.
 */
export async function sendToShop(
  parts: EndpointParts,
  { sandbox, endpointId }: { sandbox: Pick<Sandbox, 'orderServiceUrl' | 'webhooks'>; endpointId: string },
  now: Date,
): Promise<void> {
  const { ledger } = parts;
  const url = `${sandbox.orderServiceUrl}/sandbox/webhooks`;
  const known = await findEndpoint(ledger, endpointId);
  if (known !== undefined && known.url !== url) await removeEndpoint(ledger, endpointId);
  const rotated = await rotateEndpoint(parts, endpointId, { overlapMs: 0, now });
  if (rotated !== undefined) return sandbox.webhooks.expect(rotated.secret);
  const made = await createEndpoint(parts, { url }, { by: 'npm-start', now, endpointId });
  if (!made.ok) throw new Error(`${url} cannot be an endpoint: ${made.problems[0]?.message}`);
  sandbox.webhooks.expect(made.secret);
}
