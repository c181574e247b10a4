import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { UNDELIVERED_MOST } from '../ledger/read/undelivered-mails.ts';
import type { OpenDesk } from './open-desk.ts';
import { resendUndelivered } from '../operations/resend-undelivered.ts';
import { instantSince } from './instant-argument.ts';
import { endWords, progressWords, undeliveredWords } from './resend-words.ts';
import type { Session } from './session.ts';

interface ResendIo {
  out: (line: string) => void;
  fail: () => void;
}

/** The command for the time after an outage of the mail server that lasted longer than mails are tried. */
export function addResendCommand(
  program: Command,
  { out, fail }: ResendIo,
  { openDesk, openSession }: { openDesk: () => Promise<OpenDesk>; openSession: () => Promise<Session> },
): void {
  program
    .command('resend-undelivered')
    .description(
      'sends all mails again that were given up since an instant; without --yes it only says how many',
    )
    .requiredOption('--since <when>', 'how long ago like 36h, or an RFC 3339 instant', instantSince)
    .requiredOption('--by <id>', 'who asks for it')
    .option('--rate <n>', 'mails a minute, 1 to 600', ratePerMinute, 60)
    .option('--yes', 'sends them')
    .action(async ({ since, by, rate, yes }: { since: Date; by: string; rate: number; yes?: true }) => {
      const opened = await openDesk();
      const { desk } = opened;
      try {
        const mails = await desk.undelivered({ since: since.toISOString() });
        if (mails.length === 0) return out(`No mail was given up since ${since.toISOString()}.`);
        const more =
          mails.length < UNDELIVERED_MOST ? '' : ' There are more: give the command again afterwards.';
        out(`${undeliveredWords(mails)}, given up since ${since.toISOString()}.${more}`);
        if (yes !== true) return out('Nothing was sent. Add --yes to send them.');
        const session = mails.some(({ open }) => open) ? await openSession() : undefined;
        try {
          const resending = await resendUndelivered(
            mails,
            { perMinute: rate },
            {
              resend: (messageId) => desk.resendUndelivered({ messageId, by }),
              async ask(purchaseId) {
                if (session === undefined) throw new Error('an open purchase without a session');
                return session.sendGivenUp(purchaseId, by);
              },
              pause: delay,
              onProgress: (step) => out(progressWords(step)),
            },
          );
          const end = endWords(resending);
          if (end !== undefined) out(end);
          if (resending !== 'all_out') fail();
        } finally {
          await session?.close();
        }
      } finally {
        await opened.close();
      }
    });
}

function ratePerMinute(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 600) return rate;
  throw new InvalidArgumentError('Write a whole number from 1 to 600.');
}
