import type { CorrectContact } from '../src/contract/updates.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { note, type Life } from './life.ts';
import { sendUndeliveredAgain } from './mails.ts';

/** A wrong address must not cost the customer a right: what did not get out goes out again. */
export const correctContact = {
  traceless(life: Life, { email, locale, timeZone }: CorrectContact): Refusal | undefined {
    const { customer, mails } = life;
    const same =
      email === customer.email &&
      (locale === undefined || locale === customer.locale) &&
      (timeZone === undefined || timeZone === customer.timeZone);
    if (!same || mails.some(({ status }) => status === 'given_up')) return undefined;
    const message = 'This is the contact already, and no mail waits to be sent again: nothing would change.';
    return refusal('not_allowed', null, message);
  },
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
