import type { LedgerMigration } from './migration.ts';
import { up as record } from './0001-record.ts';
import { up as money } from './0002-money.ts';
import { up as mails } from './0003-mails.ts';
import { up as cases } from './0004-cases.ts';
import { up as erasures } from './0005-erasures.ts';
import { up as reading } from './0006-reading.ts';
import { up as refundsAsAsked } from './0008-refunds-as-asked.ts';
import { up as runs } from './0010-runs.ts';
import { up as statements } from './0011-statements.ts';
import { up as reconciled } from './0012-reconciled.ts';
import { up as recordSnapshot } from './0013-record-snapshot.ts';
import { up as api } from './0014-api.ts';
import { indexes as searchByPerson } from './0015-search-by-person.ts';
import { up as events } from './0016-events.ts';
import { up as webhooks } from './0017-webhooks.ts';
import { up as receipts } from './0018-receipts.ts';
import { up as endpoints } from './0019-endpoints.ts';
import { indexes as failedDeliveries } from './0020-failed-deliveries.ts';
import { up as customerLinks } from './0021-customer-links.ts';
import { up as evidenceUploads } from './0022-evidence-uploads.ts';
import { up as turnsOfRequests } from './0024-turns-of-requests.ts';
import { up as referencesUntold } from './0025-references-untold.ts';
import { up as linksThatEnd } from './0026-links-that-end.ts';
import { up as feedRestores } from './0027-feed-restores.ts';

/**
 * All migrations in their order. A released one never changes. A new one leaves the version before it working, and builds
 * indexes over existing tables as `indexes`.
 */
export const MIGRATIONS: Readonly<Record<string, LedgerMigration>> = {
  '0001-record': { up: record },
  '0002-money': { up: money },
  '0003-mails': { up: mails },
  '0004-cases': { up: cases },
  '0005-erasures': { up: erasures },
  '0006-reading': { up: reading },
  '0008-refunds-as-asked': { up: refundsAsAsked },
  '0010-runs': { up: runs },
  '0011-statements': { up: statements },
  '0012-reconciled': { up: reconciled },
  '0013-record-snapshot': { up: recordSnapshot },
  '0014-api': { up: api },
  '0015-search-by-person': { indexes: searchByPerson },
  '0016-events': { up: events },
  '0017-webhooks': { up: webhooks },
  '0018-receipts': { up: receipts },
  '0019-endpoints': { up: endpoints },
  '0020-failed-deliveries': { indexes: failedDeliveries },
  '0021-customer-links': { up: customerLinks },
  '0022-evidence-uploads': { up: evidenceUploads },
  '0024-turns-of-requests': { up: turnsOfRequests },
  '0025-references-untold': { up: referencesUntold },
  '0026-links-that-end': { up: linksThatEnd },
  '0027-feed-restores': { up: feedRestores },
};
