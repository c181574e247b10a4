import type { Money } from '../scalars.ts';
import { CURRENCIES } from './currencies.ts';
import { codeOf, integer, matching, objectOf } from './fields.ts';

export const id = matching('1 to 64 of the characters A-Z a-z 0-9 _ -', /^[A-Za-z0-9_-]+$/, 64);

export const claimId = matching(
  'the id of a claim, as in the answer to its filing',
  /^clm_[A-Za-z0-9_-]{1,64}_[1-9][0-9]{0,5}$/,
  75,
);

export const eventId = matching('1 to 128 printable ASCII characters', /^[\x20-\x7e]+$/, 128);

export const amount = integer(1, Number.MAX_SAFE_INTEGER);

export const money = objectOf<Money>({
  amount,
  currency: codeOf('an ISO 4217 code in capital letters, e.g. EUR', CURRENCIES),
});
