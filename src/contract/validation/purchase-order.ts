import type { Activation, Customer, PurchaseOrder, Replaces } from '../purchase-order.ts';
import { email, locale, timeZone } from './contact.ts';
import { COUNTRIES } from './countries.ts';
import { codeOf, integer, matching, onlyShown, optional, record } from './fields.ts';
import { readWith, type Read } from './reader.ts';
import { id, money } from './scalars.ts';
import { line } from './text.ts';
import { timestamp } from './timestamp.ts';

const customer = record<Customer>({
  customerId: id,
  email,
  name: onlyShown(line(1, 200)),
  locale: onlyShown(locale),
  timeZone: onlyShown(timeZone),
});

const activation = record<Activation>({
  activationId: id,
  phoneNumber: matching('an E.164 number: + and 7 to 15 digits', /^\+[1-9][0-9]{6,14}$/, 16),
  service: line(1, 100),
  country: codeOf('an ISO 3166-1 alpha-2 code in capital letters, e.g. AT', COUNTRIES),
});

const replaces = record<Replaces>({ purchaseId: id, originalPurchaseId: id, depth: integer(1, 2) });

const purchaseOrder = record<PurchaseOrder>({
  purchaseId: id,
  customer,
  activation,
  price: money,
  purchasedAt: timestamp,
  smsDeadline: optional(timestamp),
  policyVersion: optional(line(1, 64)),
  replaces: optional(replaces),
});

/** Reads the start input. What needs a clock or the policy (the bounds of `smsDeadline`, the version) is not judged here. */
export const readPurchaseOrder = (input: unknown): Read<PurchaseOrder> => readWith(purchaseOrder, input);
