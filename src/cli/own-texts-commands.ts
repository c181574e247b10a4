import { Argument, type Command } from 'commander';
import { CATALOGUES, isLanguage, type Language } from '../emails/texts/languages.ts';
import { PAGE_CATALOGUES } from '../web/customer/texts/page-texts.ts';

const OURS: readonly {
  command: string;
  says: string;
  variable: string;
  texts: Readonly<Record<Language, object>>;
}[] = [
  { command: 'mail-texts', says: 'mails', variable: 'MAIL_TEXTS', texts: CATALOGUES },
  { command: 'page-texts', says: 'customers’ pages', variable: 'PAGE_TEXTS', texts: PAGE_CATALOGUES },
];

/** The commands that print what mails and pages of a language say, as files that `MAIL_TEXTS` and `PAGE_TEXTS` can name. */
export function addOwnTextsCommands(program: Command, out: (line: string) => void): void {
  const languages = Object.keys(CATALOGUES);
  for (const { command, says, variable, texts } of OURS) {
    program
      .command(command)
      .description(
        `what the ${says} say, as a file for ${variable} in which you change or leave out what you like`,
      )
      .addArgument(new Argument('[language]', `the language of the ${says}`).choices(languages).default('en'))
      .action((language: string) => {
        if (isLanguage(language)) out(JSON.stringify({ texts: { [language]: texts[language] } }, null, 2));
      });
  }
}
