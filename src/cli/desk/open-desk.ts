import { openMailer, type Mailer } from '../../emails/mailer.ts';
import { mailRecord } from '../../ledger/mails.ts';
import { readyLedger } from '../../ledger/ready-ledger.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { NotPossible } from '../not-possible.ts';
import { readRunning } from '../start-file.ts';
import { deskOver, type Desk } from './desk.ts';
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
  const url = env['DATABASE_URL'];
  if (url) {
    const answer = await readyLedger(url);
    if (!answer.ready) throw new NotPossible(answer.why);
    const { ledger } = answer;
    const mailer = mailerOf(ledger, env);
    return {
      desk: deskOver({ ledger, mailer, now: () => new Date() }),
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

function mailerOf(ledger: Ledger, env: NodeJS.ProcessEnv): Mailer | undefined {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, MAIL_REPLY_TO: replyTo } = env;
  if (!smtpUrl || !from) return undefined;
  return openMailer({ smtpUrl, from, replyTo: replyTo || undefined }, mailRecord(ledger));
}
