import type { BuiltIndex } from './migration.ts';

/** Events that were given up at an endpoint: there are few, among all that have arrived there. */
export const indexes: readonly BuiltIndex[] = [
  {
    name: 'webhook_deliveries_failed',
    on: "ledger.webhook_deliveries (endpoint_id, ended_at) where state = 'failed'",
  },
];
