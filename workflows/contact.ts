import type { CorrectContact } from '../src/contract/updates.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { note, type Life } from './life.ts';
import { sendUndeliveredAgain } from './mails.ts';

/** A wrong address must not cost the customer a right: what did not get out goes out again. */
export const correctContact = {
  judge: (): Refusal | undefined => undefined,
  carryOut(life: Life, { by, email, locale, timeZone }: CorrectContact): void {
    life.customer = {
      ...life.customer,
      email,
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    note(life, 'contact_corrected', { actor: 'support', visibility: 'internal', data: { by: by.id } });
    sendUndeliveredAgain(life);
  },
};
