import { Argument, type Command } from 'commander';
import { CATALOGUES, isLanguage } from '../emails/texts/languages.ts';

/** The command that prints what the mails of a language say, as a file that `MAIL_TEXTS` can name. */
export function addMailTextsCommand(program: Command, out: (line: string) => void): void {
  const languages = Object.keys(CATALOGUES);
  program
    .command('mail-texts')
    .description(
      'what the mails say, as a file for MAIL_TEXTS in which you change or leave out what you like',
    )
    .addArgument(new Argument('[language]', 'the language of the mails').choices(languages).default('en'))
    .action((language: string) => {
      if (isLanguage(language)) out(JSON.stringify({ texts: { [language]: CATALOGUES[language] } }, null, 2));
    });
}
