import { expect, test } from 'vitest';
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

test('the text of an SMS that a sender adds does not get in', () => {
  const read = readSignal('smsReceived', { ...fullSignals.smsReceived, text: 'Your code is 123456' });
  expect(read).toStrictEqual({ ok: true, value: fullSignals.smsReceived });
});
