import type { Activation, Customer, PurchaseOrder, Replaces } from '../purchase-order.ts';
import type { Money, Timestamp } from '../scalars.ts';
import { email, locale, timeZone } from './contact.ts';
import { COUNTRIES } from './countries.ts';
import { codeOf, integer, matching, onlyShown, optional, objectOf } from './fields.ts';
import { readWith, type Read, type Reader } from './reader.ts';
import { amount, id, money } from './scalars.ts';
import { line } from './text.ts';
import { timestamp, timestampTakenBefore } from './timestamp.ts';

const customer = objectOf<Customer>({
  customerId: id,
  email,
  name: onlyShown(line(1, 200)),
  locale: onlyShown(locale),
  timeZone: onlyShown(timeZone),
});

const activation = (country: Reader<string>): Reader<Activation> =>
  objectOf<Activation>({
    activationId: id,
    phoneNumber: matching('an E.164 number: + and 7 to 15 digits', /^\+[1-9][0-9]{6,14}$/, 16),
    service: line(1, 100),
    country,
  });

const replaces = objectOf<Replaces>({ purchaseId: id, originalPurchaseId: id, depth: integer(1, 2) });

const purchaseOrder = (
  country: Reader<string>,
  price: Reader<Money>,
  instant: Reader<Timestamp>,
): Reader<PurchaseOrder> =>
  objectOf<PurchaseOrder>({
    purchaseId: id,
    customer,
    activation: activation(country),
    price,
    purchasedAt: instant,
    smsDeadline: optional(instant),
    policyVersion: optional(line(1, 64)),
    replaces: optional(replaces),
  });

const byTheLists = purchaseOrder(
  codeOf('an ISO 3166-1 alpha-2 code in capital letters, e.g. AT', COUNTRIES),
  money,
  timestamp,
);
const byTheForm = purchaseOrder(
  matching('two capital letters', /^[A-Z]{2}$/, 2),
  objectOf<Money>({ amount, currency: matching('three capital letters', /^[A-Z]{3}$/, 3) }),
  timestampTakenBefore,
);

/**
 * Reads the start input. What needs a clock or the policy (the bounds of `smsDeadline`, the version) is checked by
 * `agreeTerms`.
 * @example
 * const order = readPurchaseOrder(JSON.parse(body));
 * if (!order.ok) for (const { field, message } of order.problems) console.error(field, message);
 */
export const readPurchaseOrder = (input: unknown): Read<PurchaseOrder> => readWith(byTheLists, input);

/**
 * Reads a start input that was accepted before, for a replay. Codes are checked by form only, because they may have left
 * the lists since; the year 0 is allowed.
 * @example
 * const order = readOrderTakenBefore(startInput);
 * if (order.ok) console.log(order.value.purchaseId);
 */
export const readOrderTakenBefore = (input: unknown): Read<PurchaseOrder> => readWith(byTheForm, input);
