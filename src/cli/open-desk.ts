import { mailConfigOf } from '../emails/sending/mail-config.ts';
import { openMailer, type Mailer } from '../emails/sending/mailer.ts';
import { customerLinks, linkConfigOf, type CustomerLinks } from '../links/customer-links.ts';
import { mailRecord } from '../ledger/write/mails.ts';
import { readyLedger } from '../ledger/ready-ledger.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { Config } from '../config/config.ts';
import { deskOver, type Desk } from '../operations/desk.ts';
import { cliConfig } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { ledgerOf } from './service-on-data.ts';
import { readRunning, type Running } from './start-file.ts';

export interface OpenDesk {
  desk: Desk;
  close(): Promise<void>;
}

export interface DeskPlace {
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

/** The ledger of DATABASE_URL, otherwise that of the service that runs on this data. Throws `NotPossible` if there is neither. */
export async function openDesk({ dataDir, env }: DeskPlace): Promise<OpenDesk> {
  const { ledger, mailer } = await openParts(dataDir, cliConfig(env));
  return {
    desk: ledgerDesk({ ledger, mailer, now: () => new Date() }),
    async close() {
      mailer?.close();
      await ledger.destroy();
    },
  };
}

/** Lends the ledger of DATABASE_URL, otherwise that of the service that runs on this data. Throws `NotPossible`. */
export async function withLedger<T>(
  { dataDir, env }: DeskPlace,
  use: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { ledger, mailer } = await openParts(dataDir, cliConfig(env));
  try {
    return await use(ledger);
  } finally {
    mailer?.close();
    await ledger.destroy();
  }
}

async function openParts(
  dataDir: string,
  config: Config<'cli'>,
): Promise<{ ledger: Ledger; mailer: Mailer | undefined }> {
  if (config.databaseUrl !== undefined) {
    const answer = await readyLedger(config.databaseUrl);
    if (!answer.ready) throw new NotPossible(answer.why);
    return { ledger: answer.ledger, mailer: mailerOf(answer.ledger, config) };
  }
  const running = readRunning(dataDir);
  if (running === undefined) {
    throw new NotPossible('No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.');
  }
  const ledger = await ledgerOf(running);
  const { sandboxMail } = running;
  const mailer =
    sandboxMail === undefined
      ? mailerOf(ledger, config)
      : openMailer(
          { ...sandboxMail, texts: config.mailTexts, links: linksOf(ledger, running.links) },
          mailRecord(ledger),
        );
  return { ledger, mailer };
}

function mailerOf(ledger: Ledger, config: Config<'cli'>): Mailer | undefined {
  const mail = mailConfigOf(config);
  if (mail === undefined) return undefined;
  const linkConfig = linkConfigOf(config);
  const links = linkConfig && customerLinks(ledger, linkConfig);
  return openMailer({ ...mail, links }, mailRecord(ledger));
}

/** The links of a running `npm start`. */
function linksOf(ledger: Ledger, links: Running['links']): CustomerLinks | undefined {
  if (links === undefined) return undefined;
  const { publicUrl, secret } = links;
  return customerLinks(ledger, { publicUrl, secret: Buffer.from(secret, 'base64') });
}

/** The desk over a ledger, and over a mail server if one is configured. */
export function ledgerDesk({ ledger, mailer, now }: LedgerDeskParts): Desk {
  const configured = (): Mailer => {
    if (mailer !== undefined) return mailer;
    throw new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.');
  };
  return deskOver({ ledger, mailer: configured, now });
}

interface LedgerDeskParts {
  ledger: Ledger;
  mailer?: Mailer | undefined;
  now: () => Date;
}
