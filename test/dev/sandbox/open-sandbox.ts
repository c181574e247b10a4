import { onTestFinished } from 'vitest';
import { httpOrderService } from '../../../src/orders/http-order-service.ts';
import type { OrderService } from '../../../src/orders/order-service.ts';
import type { NewId } from '../../../dev/sandbox/new-ids.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../dev/sandbox/sandbox.ts';

/** The shop's clock in these tests. */
export const NOW = '2026-03-01T10:00:00.000Z';

/** `pur_1`, `act_2`, …: one count for all kinds. */
export function countedIds(): NewId {
  let n = 0;
  return (kind) => `${kind}_${(n += 1)}`;
}

/** A sandbox that stops after the test, and the adapter to its order service. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox & { orders: OrderService }> {
  const sandbox = await startSandbox({ now: () => Date.parse(NOW), newId: countedIds(), ...options });
  onTestFinished(() => sandbox.stop());
  const orders = httpOrderService({
    url: sandbox.orderServiceUrl,
    token: sandbox.token,
    timeoutMs: 5_000,
  });
  return { ...sandbox, orders };
}
