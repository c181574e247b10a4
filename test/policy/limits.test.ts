import { expect, test } from 'vitest';
import { nearLimits, type Used } from '../../src/policy/limits.ts';
import { theVersion } from './version.ts';

const VERSION = theVersion('2026-01');

const used = (some: Partial<Used>): Used => ({
  events: 23,
  bytes: 30_000,
  signals: 2,
  requests: { customer: 0, support: 0 },
  ...some,
});

const near = (some: Partial<Used>): [string, string][] =>
  nearLimits(VERSION, used(some)).map(({ of, detail }) => [of, detail]);

test('a purchase as it is lived every day is near no limit', () => {
  expect(near({})).toEqual([]);
});

test.each([
  {
    below: { events: 9_999 },
    at: { events: 10_000 },
    of: 'events',
    detail: 'more than 10000 of 51200 events',
  },
  {
    below: { bytes: 9_999_999 },
    at: { bytes: 10_000_000 },
    of: 'bytes',
    detail: 'more than 10 of 50 MB of history',
  },
  { below: { signals: 999 }, at: { signals: 1_000 }, of: 'signals', detail: '1000 of 10000 signals' },
  {
    below: { requests: { customer: 59, support: 0 } },
    at: { requests: { customer: 60, support: 0 } },
    of: 'customer_requests',
    detail: '60 of 80 requests of the customer',
  },
  {
    below: { requests: { customer: 0, support: 59 } },
    at: { requests: { customer: 0, support: 60 } },
    of: 'support_requests',
    detail: '60 of 80 requests of support',
  },
])('$of: not one before, and from there on, in words for support', ({ below, at, of, detail }) => {
  expect(near(below)).toEqual([]);
  expect(near(at)).toEqual([[of, detail]]);
});

test('several limits are reported together', () => {
  expect(near({ events: 51_000, signals: 9_000 }).map(([of]) => of)).toEqual(['events', 'signals']);
});
