import process from 'node:process';
import { Client } from '@temporalio/client';
import { evidencePlace, storeAt } from '../../src/cli/evidence-place.ts';
import { configOf } from '../../src/cli/cli-config.ts';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { cleanUp } from '../../src/evidence/clean-up.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { configuredServer } from '../../src/temporal/configured-server.ts';
import { connectTemporal } from '../../src/temporal/connect-temporal.ts';

/** One round of cleaning in a process of its own, with the parts that the API has, at the time of the first argument. */
async function cleanOnce(now: Date): Promise<void> {
  const config = configOf('api', process.env);
  const place = evidencePlace(config);
  const { connection: address, namespace } = configuredServer(process.env);
  if (place === undefined || address === undefined) throw new Error('EVIDENCE_STORE and TEMPORAL_ADDRESS');
  const ledger = openPostgres(config.databaseUrl);
  const store = await storeAt(place);
  const connection = await connectTemporal({ connection: address, namespace }, 10_000);
  const returns = createReturnsClient({
    client: new Client({ connection, namespace }),
    records: ledgerRecords(ledger),
  });
  const retentionMs = (config.evidenceRetentionDays ?? 1) * DAY_MS;
  const claimsOf = async (purchaseId: string) => {
    const found = await returns.status(purchaseId);
    return found.found ? found.status.claims : undefined;
  };
  await cleanUp({ store, ledger, claimsOf, retentionMs }, now);
  await connection.close();
  await ledger.destroy();
}

await cleanOnce(new Date(process.argv[2] ?? ''));
