import { expect, test } from 'vitest';
import { readWith } from '../../src/contract/validation/reader.ts';
import { timestamp } from '../../src/contract/validation/timestamp.ts';

const read = (input: unknown) => readWith(timestamp, input);
const FORM = 'an instant with an offset (RFC 3339), e.g. 2026-03-01T10:00:00Z';

test.each([
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00.500Z'],
  ['2026-03-01T10:00:00.123999999Z', '2026-03-01T10:00:00.123Z'],
  ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00.000Z'],
  ['2026-02-28T22:30:00-05:45', '2026-03-01T04:15:00.000Z'],
  ['2026-03-01T10:00:00-00:00', '2026-03-01T10:00:00.000Z'],
  ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
  ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
  ['0099-01-01T00:00:00+23:59', '0098-12-31T00:01:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['0000-12-31T23:00:00-01:00', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s is read as %s', (input, value) => {
  expect(read(input)).toEqual({ ok: true, value });
});

test.each([
  ['2026-03-01T10:00:00'],
  ['2026-03-01 10:00:00Z'],
  ['2026-03-01'],
  ['2026-3-1T10:00:00Z'],
  ['2026-03-01T10:00Z'],
  ['2026-03-01T10:00:00+0100'],
  ['2026-03-01T10:00:00+01'],
  ['2026-03-01T10:00:00.Z'],
  [' 2026-03-01T10:00:00Z'],
  ['2026-03-01T10:00:00Z\n'],
  ['+002026-03-01T10:00:00Z'],
  ['٢٠٢٦-03-01T10:00:00Z'],
  ['yesterday'],
  [''],
  [1_772_359_200_000],
  [new Date(0)],
])('%j has not the form of an instant', (input) => {
  expect(read(input)).toEqual({ ok: false, problems: [{ field: '', message: `must be ${FORM}` }] });
});

test.each([
  ['2026-02-29T10:00:00Z'],
  ['1900-02-29T10:00:00Z'],
  ['2026-04-31T10:00:00Z'],
  ['2026-00-01T10:00:00Z'],
  ['2026-13-01T10:00:00Z'],
  ['2026-03-00T10:00:00Z'],
  ['2026-03-01T24:00:00Z'],
  ['2026-03-01T10:60:00Z'],
  ['2016-12-31T23:59:60Z'],
  ['2026-03-01T10:00:00+24:00'],
  ['2026-03-01T10:00:00+01:60'],
])('%s is on no calendar or clock', (input) => {
  expect(read(input)).toEqual({
    ok: false,
    problems: [{ field: '', message: `${input} is on no calendar or clock: send ${FORM}` }],
  });
});

test.each([
  ['0000-12-31T23:59:59.999Z'],
  ['0000-02-29T10:00:00Z'],
  ['0000-01-01T00:00:00+01:00'],
  ['0001-01-01T00:59:59+01:00'],
  ['9999-12-31T23:59:59-01:00'],
])('%s is in a year that no record holds', (input) => {
  expect(read(input)).toEqual({
    ok: false,
    problems: [{ field: '', message: `${input} is not within the years 1 to 9999 in UTC: send ${FORM}` }],
  });
});
