import { describe, expect, test } from 'vitest';
import { readSignal } from '../../src/contract/validation/signals.ts';
import { withField } from './change.ts';
import { fullSignals, signalNames } from './samples.ts';

test.each(signalNames)('%s is read as it is sent', (name) => {
  expect(readSignal(name, fullSignals[name])).toEqual({ ok: true, value: fullSignals[name] });
});

const EVENT_ID = 'must be 1 to 128 printable ASCII characters';

test.each([
  ['smsReceived', '', undefined, 'must be an object'],
  ['smsReceived', 'eventId', '', EVENT_ID],
  ['smsReceived', 'eventId', 'e'.repeat(129), EVENT_ID],
  ['activationCompleted', 'eventId', 'é', EVENT_ID],
  ['activationCancelled', 'eventId', 'a\tb', EVENT_ID],
  [
    'remediationDone',
    'summary',
    undefined,
    'is missing: send a text of 1 to 2000 characters, not only blanks',
  ],
  ['remediationDone', 'summary', 'a'.repeat(2001), 'must be a text of 1 to 2000 characters, not only blanks'],
  [
    'remediationDone',
    'agent',
    'a\nb',
    'must be one line of 1 to 64 characters, not only blanks, without control characters',
  ],
] as const)('%s: %s %j is refused', (name, field, value, message) => {
  const input = withField(fullSignals[name], field, value);
  expect(readSignal(name, input)).toEqual({ ok: false, problems: [{ field, message }] });
});

const INSTANT = 'an instant with an offset (RFC 3339), e.g. 2026-03-01T10:00:00Z';

describe.each(signalNames)('%s without an instant that can be read is an event all the same', (name) => {
  const { occurredAt: _, ...without } = fullSignals[name];

  test.each([
    ['yesterday', `must be ${INSTANT}`],
    ['2026-02-30T10:00:00Z', `2026-02-30T10:00:00Z is on no calendar or clock: send ${INSTANT}`],
    [1_772_359_200, `must be ${INSTANT}`],
    [{}, `must be ${INSTANT}`],
  ])('%j', (occurredAt, message) => {
    expect(readSignal(name, { ...without, occurredAt })).toStrictEqual({
      ok: true,
      value: without,
      leftOut: [{ field: 'occurredAt', message }],
    });
  });

  test.each([undefined, null])('%j says nothing that could be left out', (occurredAt) => {
    expect(readSignal(name, { ...without, occurredAt })).toStrictEqual({ ok: true, value: without });
  });
});

test('the text of an SMS that a sender adds does not get in', () => {
  const read = readSignal('smsReceived', { ...fullSignals.smsReceived, text: 'Your code is 123456' });
  expect(read).toStrictEqual({ ok: true, value: fullSignals.smsReceived });
});
