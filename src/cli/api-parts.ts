import { OUR_TEXTS } from '../emails/texts/mail-texts.ts';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createReturnsClient } from '../client/returns-client.ts';
import type { Config } from '../config/config.ts';
import { openEvidence, RETENTION_DAYS, type OpenedEvidence } from '../evidence/open-evidence.ts';
import { openMailer, type MailConfig, type Mailer } from '../emails/sending/mailer.ts';
import { sendOperatorNote, type OperatorNote } from '../emails/sending/operator-note.ts';
import { customerLinks, type LinkConfig } from '../links/customer-links.ts';
import { unlessAway } from '../ledger/ledger-unavailable.ts';
import { readLedgerIdentity } from '../ledger/read/ledger-identity.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { ledgerRecords } from '../ledger/purchase-records.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { PageTexts } from '../web/customer/texts/page-texts.ts';
import type { CustomerParts } from '../web/customer/parts.ts';
import type { ServedParts } from '../web/serve.ts';
import {
  belongsToAnother,
  evidencePlace,
  notUsable,
  storeAt,
  type EvidenceConfig,
} from './evidence-place.ts';
import { ledgerDesk } from './open-desk.ts';

/** What the HTTP API works with, over connections that stay the caller's. */
export function apiParts(
  {
    approvalLimits,
    eventSecrets,
    webhookSecret: secret,
    webhookPrivateRanges: privateRanges = [],
    receiptKeys,
    trustedProxies,
  }: Pick<
    Config<'api'>,
    | 'approvalLimits'
    | 'eventSecrets'
    | 'webhookSecret'
    | 'webhookPrivateRanges'
    | 'receiptKeys'
    | 'trustedProxies'
  >,
  {
    temporal,
    ledger,
    mailer,
    customers,
    evidenceKeeping,
    log,
  }: {
    temporal: Client;
    ledger: Ledger;
    mailer: Mailer | undefined;
    customers: CustomerParts | undefined;
    evidenceKeeping?: OpenedEvidence | undefined;
    log: Logger;
  },
): ServedParts {
  const now = (): Date => new Date();
  return {
    returns: createReturnsClient({ client: temporal, records: ledgerRecords(ledger) }),
    temporal,
    ledger,
    desk: ledgerDesk({ ledger, mailer, now }),
    log,
    now,
    ...(approvalLimits && { approvalLimits }),
    ...(eventSecrets && { eventSecrets }),
    ...(secret && { webhooks: { secret, privateRanges } }),
    ...(receiptKeys && { receiptKeys }),
    ...(trustedProxies && { trustedProxies }),
    ...(customers && { customers }),
    ...(evidenceKeeping && { evidenceKeeping }),
  };
}

/**
 * What keeps evidence, if it is configured. Throws `NotPossible` if the store cannot be used, or another ledger has it.
 */
export async function evidenceKept(
  ledger: Ledger,
  config: EvidenceConfig & Pick<Config<'api'>, 'evidenceRetentionDays'>,
): Promise<OpenedEvidence | undefined> {
  const place = evidencePlace(config);
  if (place === undefined) return undefined;
  const store = await storeAt(place);
  // While the ledger is away nothing is removed: each round of cleaning looks again.
  const identity = await unlessAway(readLedgerIdentity(ledger));
  if (identity !== undefined) {
    const isOurs = await store.belongsTo(identity).catch((error: unknown) => {
      throw notUsable(place, error);
    });
    if (!isOurs) throw belongsToAnother(place);
  }
  return openEvidence(ledger, { store, retentionDays: config.evidenceRetentionDays ?? RETENTION_DAYS });
}

/** Of the data folder of `npm start`. */
export const EVIDENCE_FOLDER = 'evidence';

/** The mail server as it is configured, and where customers' pages are. */
export interface MailsAndPages {
  mail: MailConfig | undefined;
  links: LinkConfig | undefined;
  /** How pages speak. Absent: in our words. */
  pageTexts?: PageTexts | undefined;
}

/** The mailer, and what customers' pages need. Without a mail server there are no pages: nobody could get a link. */
export function mailsAndPages(
  ledger: Ledger,
  { mail, links: linkConfig, pageTexts }: MailsAndPages,
): { mailer: Mailer | undefined; customers: CustomerParts | undefined } {
  if (mail === undefined) return { mailer: undefined, customers: undefined };
  const links = linkConfig && customerLinks(ledger, linkConfig);
  const mailer = openMailer({ ...mail, links }, mailRecord(ledger));
  const customers = linkConfig &&
    links && {
      links,
      mailer,
      publicUrl: linkConfig.publicUrl,
      shop: (mail.texts ?? OUR_TEXTS).shop,
      ...(pageTexts && { texts: pageTexts }),
      mailSupport: (note: OperatorNote) => sendOperatorNote(mail, note),
    };
  return { mailer, customers };
}
