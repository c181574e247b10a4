import type { Command } from 'commander';
import { dkimRecord } from '../emails/sending/dkim.ts';
import { mailConfigOf } from '../emails/sending/mail-config.ts';
import { cliConfig } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';

/** The command that says which DNS record lets receivers check the signature of mails. */
export function addDkimCommand(program: Command, out: (line: string) => void, env: NodeJS.ProcessEnv): void {
  program
    .command('dkim')
    .description('the DNS record to publish, so that receivers can check the signature of mails')
    .action(() => {
      const signature = mailConfigOf(cliConfig(env))?.dkim;
      if (signature === undefined) {
        throw new NotPossible(
          'Mails are not signed: set MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY, with SMTP_URL and MAIL_FROM.',
        );
      }
      const { name, value } = dkimRecord(signature);
      out(`name   ${name}`);
      out('type   TXT');
      out(`value  ${value}`);
      out('');
      out('in a zone file:');
      out(`${name}. IN TXT ( ${quoted(value)} )`);
    });
}

/** A string of a TXT record has at most 255 characters. Receivers join them. */
const quoted = (value: string): string =>
  (value.match(/.{1,255}/g) ?? []).map((each) => `"${each}"`).join(' ');
