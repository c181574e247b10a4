import type { Catalogue, Say, TextKey } from './catalogue.ts';
import { CATALOGUES, type Language } from './languages.ts';
import { sayIn } from './say.ts';
import { present } from '../../contract/present.ts';

/** How the mails of one shop speak. */
export interface MailTexts {
  /** What mails call the shop. */
  shop: string;
  /** The name beside the address that mails come from. Absent: the name in `MAIL_FROM`. */
  sender?: string;
  /** What every subject begins with. May be empty. */
  subjectPrefix: string;
  say: Readonly<Record<Language, Say>>;
}

/** What a shop says in its own words. All that is left out is said in ours. */
export interface OwnTexts {
  name?: string;
  sender?: string;
  subjectPrefix?: string;
  texts?: Readonly<Partial<Record<Language, Readonly<Partial<Record<TextKey, string>>>>>>;
}

export function mailTextsOf({ name, sender, subjectPrefix, texts = {} }: OwnTexts): MailTexts {
  const sayInOwnWords = (language: Language): Say => {
    const catalogue: Catalogue = { ...CATALOGUES[language], ...texts[language] };
    return sayIn(language, catalogue);
  };
  return {
    shop: name ?? 'InstaOTP',
    ...present({ sender }),
    subjectPrefix: subjectPrefix ?? '',
    say: { en: sayInOwnWords('en'), de: sayInOwnWords('de') },
  };
}

/** How mails speak where a shop has configured nothing. */
export const OUR_TEXTS = mailTextsOf({});
