import { expect, test } from 'vitest';
import { CLAIM_CHOICES } from '../../src/wording/claim-types.ts';
import { DEADLINES } from '../../src/wording/deadlines.ts';
import { ACTORS, eventWords } from '../../src/wording/events.ts';
import { ACCEPTED } from '../../src/wording/requests.ts';
import { STAGES } from '../../src/wording/stages.ts';

test('every word of a table was read by a person', () => {
  expect({ ACCEPTED, ACTORS, CLAIM_CHOICES, DEADLINES, STAGES }).toMatchSnapshot();
});

test.each([
  ['refund_confirmed', 'Money is back'],
  ['never_heard_of', 'Never heard of'],
  ['constructor', 'Constructor'],
])('the event %s reads "%s"', (event, words) => expect(eventWords(event)).toBe(words));
