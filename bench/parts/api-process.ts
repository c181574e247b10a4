import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { apiParts, mailsAndPages } from '../../src/cli/api-parts.ts';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { folderStore } from '../../src/evidence/folder-store.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import { serveApi } from '../../src/web/serve.ts';
import { taskQueueOf } from './contender.ts';

/** What the bench gives to an API process, as JSON in its only argument. */
export interface ApiSettings {
  address: string;
  namespace: string;
  /** Migrated. */
  databaseUrl: string;
  /** The origin of the customers' pages. */
  publicUrl: string;
  /** Where pictures are kept. Default: nowhere. */
  evidenceFolder?: string;
}

/** The API as `npm run api` serves it, but for the task queue and rates that a bench does not reach. */
const { address, namespace, databaseUrl, publicUrl, evidenceFolder } = JSON.parse(
  process.argv[2] ?? '',
) as ApiSettings;
const ANY = { burst: 1_000_000, perSecond: 1_000_000 };
const ledger = openPostgres(databaseUrl);
const temporal = new Client({ connection: await Connection.connect({ address }), namespace });
const log = pino({ level: 'error' }, process.stderr);
const { mailer, customers } = mailsAndPages(ledger, {
  // No page that is measured sends a mail.
  mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'returns@instaotp.example' },
  links: { publicUrl, secret: randomBytes(32) },
});
const evidenceKeeping = evidenceFolder
  ? openEvidence(ledger, { store: await folderStore(evidenceFolder), retentionDays: 1 })
  : undefined;
const parts = apiParts({}, { temporal, ledger, mailer, customers, evidenceKeeping, log });
const { url } = await serveApi({
  ...parts,
  returns: createReturnsClient({
    client: temporal,
    taskQueue: taskQueueOf('ours'),
    records: ledgerRecords(ledger),
  }),
  host: '127.0.0.1',
  port: 0,
  limits: { perKey: ANY, perAddress: ANY, failed: ANY, perPurchase: ANY, eventsPerPurchase: ANY },
});
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'stop') process.exit(0);
});
process.send?.({ url });
