import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createReturnsClient } from '../client/returns-client.ts';
import type { Config } from '../config/config.ts';
import { OWNER } from '../evidence/folder-store.ts';
import { openEvidence, openStore, RETENTION_DAYS, type OpenedEvidence } from '../evidence/open-evidence.ts';
import { StoreUnavailable, type EvidenceStore } from '../evidence/store.ts';
import { openMailer, type MailConfig, type Mailer } from '../emails/sending/mailer.ts';
import { sendOperatorNote, type OperatorNote } from '../emails/sending/operator-note.ts';
import { customerLinks, type LinkConfig } from '../links/customer-links.ts';
import { unlessAway } from '../ledger/ledger-unavailable.ts';
import { readLedgerIdentity } from '../ledger/read/ledger-identity.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { ledgerRecords } from '../ledger/purchase-records.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { ApiParts, CustomerParts } from '../web/api/parts.ts';
import { NotPossible } from './not-possible.ts';
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
): ApiParts {
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
 * What keeps evidence, if it is configured. Throws `NotPossible` if nothing can be written there, or another ledger has it.
 */
export async function evidenceKept(
  ledger: Ledger,
  {
    evidenceStore: store,
    evidenceRetentionDays: retentionDays = RETENTION_DAYS,
  }: Pick<Config<'api'>, 'evidenceStore' | 'evidenceRetentionDays'>,
): Promise<OpenedEvidence | undefined> {
  if (store === undefined) return undefined;
  const opened = await storeAt(store);
  // While the ledger is away nothing is removed: each round of cleaning looks again.
  const identity = await unlessAway(readLedgerIdentity(ledger));
  if (identity !== undefined && !(await opened.belongsTo(identity))) {
    throw new NotPossible(
      `The folder of EVIDENCE_STORE belongs to another ledger, whose pictures this one would remove. Name another folder. If this ledger is a restored copy of that one, delete the file "${OWNER}" in the folder.`,
    );
  }
  return openEvidence(ledger, { store: opened, retentionDays });
}

/** Of the data folder of `npm start`. */
export const EVIDENCE_FOLDER = 'evidence';

/** The store at an address. Throws `NotPossible` if nothing can be written there. */
export async function storeAt(address: string): Promise<EvidenceStore> {
  try {
    return await openStore(address);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new NotPossible(`The folder of EVIDENCE_STORE cannot be used: ${error.code}.`);
  }
}

/** The mail server as it is configured, and where customers' pages are. */
export interface MailsAndPages {
  mail: MailConfig | undefined;
  links: LinkConfig | undefined;
}

/** The mailer, and what customers' pages need. Without a mail server there are no pages: nobody could get a link. */
export function mailsAndPages(
  ledger: Ledger,
  { mail, links: linkConfig }: MailsAndPages,
): { mailer: Mailer | undefined; customers: CustomerParts | undefined } {
  if (mail === undefined) return { mailer: undefined, customers: undefined };
  const links = linkConfig && customerLinks(ledger, linkConfig);
  const mailer = openMailer({ ...mail, links }, mailRecord(ledger));
  const customers = linkConfig &&
    links && {
      links,
      mailer,
      publicUrl: linkConfig.publicUrl,
      tellSupport: (note: OperatorNote) => sendOperatorNote(mail, note),
    };
  return { mailer, customers };
}
