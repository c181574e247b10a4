import type { Catalogue, TextKey } from '../../../emails/texts/catalogue.ts';

type SharedKey = Extract<TextKey, `clause.${string}` | `duration.${string}`>;

const isShared = (key: string): boolean => key.startsWith('clause.') || key.startsWith('duration.');

/** What pages say in the words of the mails: clauses and lengths of time. */
export const sharedWithMails = <C extends Catalogue>(mails: C): Pick<C, SharedKey> =>
  // Sound: the keys of these two groups are those of the type.
  Object.fromEntries(Object.entries(mails).filter(([key]) => isShared(key))) as Pick<C, SharedKey>;
