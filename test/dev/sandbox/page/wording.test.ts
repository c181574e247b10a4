import { expect, test } from 'vitest';
import { CLAIM_CHOICES } from '../../../../src/wording/claim-types.ts';
import { DEADLINES } from '../../../../dev/sandbox/page/wording/deadlines.ts';
import { detailLabel, detailPhrase } from '../../../../dev/sandbox/page/wording/event-details.ts';
import { ACTORS, eventWords } from '../../../../dev/sandbox/page/wording/events.ts';
import { ACCEPTED } from '../../../../dev/sandbox/page/wording/requests.ts';
import { STAGES } from '../../../../dev/sandbox/page/wording/stages.ts';

test('every word of a table was read by a person', () => {
  expect({ ACCEPTED, ACTORS, CLAIM_CHOICES, DEADLINES, STAGES }).toMatchSnapshot();
});

test.each([
  ['refund_confirmed', 'Money is back'],
  ['never_heard_of', 'Never heard of'],
  ['constructor', 'Constructor'],
])('the event %s reads "%s"', (event, words) => expect(eventWords(event)).toBe(words));

test.each([
  ['cause', 'not_in_time', 'the time for it is over'],
  ['cause', 'no_sms_in_time', 'no SMS arrived in time'],
  ['how', 'silence', 'no answer came'],
  ['outcome', 'closed_without_remedy', 'the last claim ended without a remedy'],
  ['cause', 'never_heard_of', undefined],
  ['constructor', 'name', undefined],
  ['cause', 'constructor', undefined],
])('the detail %s %s reads %j', (name, value, words) => expect(detailPhrase(name, value)).toBe(words));

test.each([
  ['until', 'until'],
  ['policyVersion', 'policy'],
  ['claimType', 'claim type'],
  ['constructor', 'constructor'],
])('the name %s of a detail reads "%s"', (name, label) => expect(detailLabel(name)).toBe(label));
