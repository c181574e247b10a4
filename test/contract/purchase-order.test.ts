import { expect, test } from 'vitest';
import { readPurchaseOrder } from '../../src/contract/validation/purchase-order.ts';
import { withField } from './change.ts';
import { fullOrder } from './samples.ts';

const problemsOf = (input: unknown) => {
  const read = readPurchaseOrder(input);
  return read.ok ? [] : read.problems;
};

test('an order with every field is read as it is', () => {
  expect(readPurchaseOrder(fullOrder)).toEqual({ ok: true, value: fullOrder });
});

test('fields that may be left out are absent when they are missing or null', () => {
  const { smsDeadline: _, policyVersion: __, replaces: ___, ...bare } = fullOrder;
  const { customerId, email } = fullOrder.customer;
  const customer = { customerId, email };
  const nulls = { name: null, locale: null, timeZone: null };
  const expected = { ok: true, value: { ...bare, customer } };
  expect(readPurchaseOrder({ ...bare, customer })).toStrictEqual(expected);
  expect(
    readPurchaseOrder({
      ...bare,
      smsDeadline: null,
      policyVersion: null,
      replaces: null,
      customer: { ...customer, ...nulls },
    }),
  ).toStrictEqual(expected);
});

test('unknown fields are dropped', () => {
  const input = { ...fullOrder, coupon: 'x', price: { ...fullOrder.price, vat: 20 } };
  expect(readPurchaseOrder(input)).toStrictEqual({ ok: true, value: fullOrder });
});

const ID = 'must be 1 to 64 of the characters A-Z a-z 0-9 _ -';
const EMAIL = 'must be an email address of at most 254 characters, like name@example.com';
const SERVICE = 'must be one line of 1 to 100 characters, not only blanks, without control characters';
const PHONE = 'must be an E.164 number: + and 7 to 15 digits';
const COUNTRY = 'must be an ISO 3166-1 alpha-2 code in capital letters, e.g. AT';
const AMOUNT = 'must be an integer from 1 to 9007199254740991';
const CURRENCY = 'must be an ISO 4217 code in capital letters, e.g. EUR';
const DEPTH = 'must be an integer from 1 to 2';

test.each([
  ['', null, 'must be an object'],
  ['', [], 'must be an object'],
  ['', 'p-1', 'must be an object'],
  ['purchaseId', undefined, 'is missing: send 1 to 64 of the characters A-Z a-z 0-9 _ -'],
  ['purchaseId', null, 'is missing: send 1 to 64 of the characters A-Z a-z 0-9 _ -'],
  ['purchaseId', '', ID],
  ['purchaseId', 'a'.repeat(65), ID],
  ['purchaseId', 'a b', ID],
  ['purchaseId', 'a\n', ID],
  ['purchaseId', 7, ID],
  ['customer', undefined, 'is missing: send an object'],
  ['customer', [fullOrder.customer], 'must be an object with customerId, email'],
  ['customer.customerId', 'ä', ID],
  ['customer.email', 'ada', EMAIL],
  ['customer.email', 'ada@', EMAIL],
  ['customer.email', '@example.com', EMAIL],
  ['customer.email', 'ada@example', EMAIL],
  ['customer.email', 'ada@exa@mple.com', EMAIL],
  ['customer.email', 'ada lovelace@example.com', EMAIL],
  ['customer.email', 'ada@example.com\n', EMAIL],
  ['customer.email', 'ada@example.com\r\nBcc: eve@example.com', EMAIL],
  ['customer.email', 'ada@example.com, eve@example.com', EMAIL],
  ['customer.email', 'Ada <ada@example.com>', EMAIL],
  ['customer.email', 'ada..l@example.com', EMAIL],
  ['customer.email', 'ada@-example.com', EMAIL],
  ['customer.email', 'ada\u200b@example.com', EMAIL],
  ['customer.email', `${'a'.repeat(243)}@example.com`, EMAIL],
  ['activation.phoneNumber', '066412345678', PHONE],
  ['activation.phoneNumber', '+0664123456', PHONE],
  ['activation.phoneNumber', '+43 664 1234567', PHONE],
  ['activation.phoneNumber', '+123456', PHONE],
  ['activation.phoneNumber', '+1234567890123456', PHONE],
  ['activation.phoneNumber', 436641234567, PHONE],
  ['activation.service', '', SERVICE],
  ['activation.service', 'a'.repeat(101), SERVICE],
  ['activation.country', 'at', COUNTRY],
  ['activation.country', 'XX', COUNTRY],
  ['activation.country', 'AUT', COUNTRY],
  ['price.amount', 0, AMOUNT],
  ['price.amount', -1, AMOUNT],
  ['price.amount', 1.5, AMOUNT],
  ['price.amount', 2 ** 53, AMOUNT],
  ['price.amount', Number.NaN, AMOUNT],
  ['price.amount', '149', AMOUNT],
  ['price.currency', 'eur', CURRENCY],
  ['price.currency', 'EUX', CURRENCY],
  ['price.currency', 'XXX', CURRENCY],
  ['price.currency', 'DEM', CURRENCY],
  ['replaces.depth', 0, DEPTH],
  ['replaces.depth', 3, DEPTH],
  ['replaces.originalPurchaseId', undefined, `is missing: send ${ID.slice('must be '.length)}`],
])('%s %j is refused: %s', (field, value, message) => {
  expect(problemsOf(withField(fullOrder, field, value))).toEqual([{ field, message }]);
});

test.each([
  ['purchaseId', 'a'.repeat(64)],
  ['purchaseId', '__proto__'],
  ['customer.email', 'jürgen@müller.example'],
  ['customer.email', "o'neil+shop@mail.example.co.uk"],
  ['customer.email', `${'a'.repeat(242)}@example.com`],
  ['customer.name', '𝒜'.repeat(200)],
  ['customer.timeZone', 'America/Argentina/ComodRivadavia'],
  ['customer.timeZone', 'Etc/GMT+5'],
  ['activation.phoneNumber', '+1234567'],
  ['activation.phoneNumber', '+123456789012345'],
  ['price.amount', Number.MAX_SAFE_INTEGER],
  ['price.currency', 'JPY'],
  ['policyVersion', 'never-shipped'],
])('%s %j is taken', (field, value) => {
  const input = withField(fullOrder, field, value);
  expect(readPurchaseOrder(input)).toEqual({ ok: true, value: input });
});

const NAME = 'must be one line of 1 to 200 characters, not only blanks, without control characters';
const LOCALE = 'must be a BCP 47 language tag, e.g. de-AT';
const ZONE = 'must be an IANA time zone, e.g. Europe/Vienna';

test.each([
  ['name', '', NAME],
  ['name', '  ', NAME],
  ['name', 'Ada\nExample', NAME],
  ['name', 'a'.repeat(201), NAME],
  ['name', 7, NAME],
  ['name', { first: 'Ada' }, NAME],
  ['locale', '', LOCALE],
  ['locale', 'de AT', LOCALE],
  ['locale', 'a'.repeat(36), LOCALE],
  ['locale', '.UTF-8', LOCALE],
  ['locale', ['de'], LOCALE],
  ['timeZone', '', ZONE],
  ['timeZone', '+05:30', ZONE],
  ['timeZone', 'Europe Vienna', ZONE],
  ['timeZone', 'a'.repeat(65), ZONE],
  ['timeZone', 330, ZONE],
])('customer.%s %j is left out, and the order is taken without it', (field, value, message) => {
  const input = withField(fullOrder, `customer.${field}`, value);
  const { [field as 'name']: _, ...customer } = fullOrder.customer;
  expect(readPurchaseOrder(input)).toStrictEqual({
    ok: true,
    value: { ...fullOrder, customer },
    leftOut: [{ field: `customer.${field}`, message }],
  });
});

test.each([
  ['en_US.UTF-8', 'en-US'],
  ['de_AT@euro', 'de-AT'],
  ['de_AT.ISO-8859-15@euro', 'de-AT'],
  ['pt_BR', 'pt-BR'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
])('the locale %s is understood as %s', (given, understood) => {
  const read = readPurchaseOrder(withField(fullOrder, 'customer.locale', given));
  expect(read).toEqual({ ok: true, value: withField(fullOrder, 'customer.locale', understood) });
});

test('what is left out does not hide what is wrong', () => {
  const input = withField(withField(fullOrder, 'customer.name', ''), 'customer.email', 'ada');
  expect(readPurchaseOrder(input)).toEqual({
    ok: false,
    problems: [{ field: 'customer.email', message: EMAIL }],
  });
});

test('all problems of an order are listed at once, and none repeats an address or a number', () => {
  const problems = problemsOf({
    purchaseId: 'p 1',
    customer: { customerId: 'c-1', email: 'secret-address' },
    activation: { activationId: 'a-1', phoneNumber: '004366499999', service: 'x', country: 'ZZ' },
    price: { amount: 1.49, currency: 'Euro' },
    purchasedAt: '2026-03-01 10:00',
  });
  expect(problems.map(({ field }) => field)).toEqual([
    'purchaseId',
    'customer.email',
    'activation.phoneNumber',
    'activation.country',
    'price.amount',
    'price.currency',
    'purchasedAt',
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/secret-address|004366499999|Euro"/);
});

test('a getter is not run and a prototype does not lend fields', () => {
  let runs = 0;
  const trap = {
    get purchaseId() {
      runs += 1;
      return 'p-1';
    },
  };
  const missing = {
    field: 'purchaseId',
    message: 'is missing: send 1 to 64 of the characters A-Z a-z 0-9 _ -',
  };
  const { purchaseId: _, ...rest } = fullOrder;
  const others = Object.getOwnPropertyDescriptors(rest);
  expect(problemsOf(Object.create(trap, others))).toEqual([missing]);
  expect(problemsOf(Object.defineProperties(trap, others))).toEqual([missing]);
  expect(runs).toBe(0);
});

test('a polluting field changes nothing', () => {
  const input: unknown = JSON.parse(
    JSON.stringify(fullOrder).replace('{', '{"__proto__":{"polluted":true},"constructor":1,'),
  );
  const read = readPurchaseOrder(input);
  expect(read).toStrictEqual({ ok: true, value: fullOrder });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(read.ok && Object.getPrototypeOf(read.value)).toBe(Object.prototype);
});
