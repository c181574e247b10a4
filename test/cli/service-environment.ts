import { inject, onTestFinished } from 'vitest';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';

/** What worker and API need to start, with a ledger of their own for the test. Nobody answers as shop and mail server. */
export async function serviceEnvironment(): Promise<Record<string, string>> {
  const database = await freshLedgerDatabase();
  onTestFinished(() => database.drop());
  return {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ORDER_SERVICE_URL: 'http://127.0.0.1:1',
    ORDER_SERVICE_TOKEN: 'token',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'returns@instaotp.example',
  };
}
