import { openMailer, type Mailer } from '../../emails/sending/mailer.ts';
import { mailRecord } from '../../ledger/write/mails.ts';
import { readyLedger } from '../../ledger/ready-ledger.ts';
import type { Ledger } from '../../ledger/tables.ts';
import type { Config } from '../../config/config.ts';
import { cliConfig } from '../cli-config.ts';
import { NotPossible } from '../not-possible.ts';
import { readRunning } from '../start-file.ts';
import { deskOver, type Desk } from '../../operations/desk.ts';
import { reachDesk } from './reach-desk.ts';

export interface OpenDesk {
  desk: Desk;
  close(): Promise<void>;
}

export interface DeskPlace {
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

/** The ledger of DATABASE_URL, otherwise that of the service that runs on this data. Throws `NotPossible` for neither. */
export async function openDesk({ dataDir, env }: DeskPlace): Promise<OpenDesk> {
  const config = cliConfig(env);
  if (config.databaseUrl !== undefined) {
    const answer = await readyLedger(config.databaseUrl);
    if (!answer.ready) throw new NotPossible(answer.why);
    const { ledger } = answer;
    const mailer = mailerOf(ledger, config);
    return {
      desk: ledgerDesk({ ledger, mailer, now: () => new Date() }),
      async close() {
        mailer?.close();
        await ledger.destroy();
      },
    };
  }
  const running = readRunning(dataDir);
  if (running === undefined) {
    throw new NotPossible('No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.');
  }
  return { desk: reachDesk(running.deskPath), close: () => Promise.resolve() };
}

/** The desk of a process that has a ledger, and may have a mail server, but no Temporal and no order service. */
export function ledgerDesk({ ledger, mailer, now }: LedgerDeskParts): Desk {
  return deskOver({
    ledger,
    mailer: () => mailer ?? notPossible('To send a mail again, set SMTP_URL and MAIL_FROM.'),
    reconcile: async () => notPossible('Run npm run reconcile.'),
    forget: async () => notPossible('Run npm run forget.'),
    now,
  });
}

interface LedgerDeskParts {
  ledger: Ledger;
  mailer?: Mailer | undefined;
  now: () => Date;
}

function notPossible(why: string): never {
  throw new NotPossible(why);
}

function mailerOf(ledger: Ledger, { smtpUrl, mailFrom, mailReplyTo }: Config<'cli'>): Mailer | undefined {
  if (smtpUrl === undefined || mailFrom === undefined) return undefined;
  return openMailer({ smtpUrl, from: mailFrom, replyTo: mailReplyTo }, mailRecord(ledger));
}
