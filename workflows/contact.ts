import { patched } from '@temporalio/workflow';
import type { CorrectContact } from '../src/contract/updates.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { note, type Life } from './life.ts';
import { post, sendUndeliveredAgain } from './mails.ts';

/** A wrong address must not cost the customer a right: what did not get out goes out again. */
export const correctContact = {
  traceless(life: Life, { email, locale, timeZone }: CorrectContact): Refusal | undefined {
    const { customer, mails } = life;
    const same =
      email === customer.email &&
      (locale === undefined || locale === customer.locale) &&
      (timeZone === undefined || timeZone === customer.timeZone);
    // A mail to the address of before is never sent again.
    const waits = mails.some(({ status, to }) => status === 'given_up' && to === undefined);
    if (!same || waits) return undefined;
    const message = 'This is the contact already, and no mail waits to be sent again: nothing would change.';
    return refusal('not_allowed', null, message);
  },
  carryOut(life: Life, { by, email, locale, timeZone }: CorrectContact): void {
    const before = life.customer;
    life.customer = {
      ...life.customer,
      email,
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    note(life, 'contact_corrected', { actor: 'support', visibility: 'internal', data: { by: by.id } });
    // The customer learns of a change that somebody else has asked for. Earlier versions told nobody.
    if (email !== before.email && patched('contact-corrected-mail')) {
      post(life, { template: 'contact_corrected' }, before);
    }
    sendUndeliveredAgain(life);
  },
};
