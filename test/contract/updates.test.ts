import { expect, test } from 'vitest';
import type { UpdateName } from '../../src/contract/updates.ts';
import { readUpdate } from '../../src/contract/validation/updates.ts';
import { withField } from './change.ts';
import { fullUpdates, updateNames } from './samples.ts';

const problemsOf = (name: UpdateName, input: unknown) => {
  const read = readUpdate(name, input);
  return read.ok ? [] : read.problems;
};

test.each(updateNames)('%s is read as it is sent', (name) => {
  expect(readUpdate(name, fullUpdates[name])).toEqual({ ok: true, value: fullUpdates[name] });
});

test.each(updateNames)('%s needs to know who asks', (name) => {
  expect(problemsOf(name, withField(fullUpdates[name], 'by', undefined))).toEqual([
    { field: 'by', message: 'is missing: send an object' },
  ]);
  expect(problemsOf(name, withField(fullUpdates[name], 'by.kind', 'admin'))).toEqual([
    { field: 'by.kind', message: 'must be one of customer, support, service' },
  ]);
});

const FILES = 'must be a list of at most 5 entries';
const SOME_FILES = 'must be a list of 1 to 5 entries';
const TEXT_4000 = 'must be a text of 1 to 4000 characters, not only blanks';
const TEXT_2000 = 'must be a text of 1 to 2000 characters, not only blanks';
const CLAUSES = 'one of R1, C1, C2, C3, X1, X2, X3, P2, P3';
const TYPES = 'one of non_receipt, invalid_number, major_defect';

test.each([
  [
    'submitClaim',
    'by.id',
    '',
    'must be one line of 1 to 64 characters, not only blanks, without control characters',
  ],
  ['submitClaim', 'claimType', 'defect', `must be ${TYPES}`],
  ['submitClaim', 'claimType', undefined, `is missing: send ${TYPES}`],
  ['submitClaim', 'reason', undefined, 'is missing: send a text of at most 4000 characters'],
  ['submitClaim', 'reason', 'a'.repeat(4001), 'must be a text of at most 4000 characters'],
  ['submitClaim', 'reason', '𝒜'.repeat(4001), 'must be a text of at most 4000 characters'],
  ['submitClaim', 'evidence', 'ev-1', FILES],
  ['submitClaim', 'evidence', Array.from({ length: 6 }, () => ({ evidenceId: 'e' })), FILES],
  ['submitClaim', 'evidence', { length: 1 }, FILES],
  ['addEvidence', 'evidence', undefined, 'is missing: send a list of 1 to 5 entries'],
  ['addEvidence', 'evidence', [], SOME_FILES],
  ['addEvidence', 'evidence[0]', null, 'must be an object with evidenceId'],
  ['addEvidence', 'evidence[0]', 'screenshot-1', 'must be an object with evidenceId'],
  ['addEvidence', 'evidence[0].evidenceId', '../etc', 'must be 1 to 64 of the characters A-Z a-z 0-9 _ -'],
  ['addEvidence', 'evidence[0].sha256', 'A'.repeat(64), 'must be 64 hexadecimal digits in small letters'],
  [
    'addEvidence',
    'evidence[0].mediaType',
    'a'.repeat(101),
    'must be one line of at most 100 characters, without control characters',
  ],
  ['withdrawClaim', 'reason', 7, 'must be a text of at most 4000 characters'],
  ['decideClaim', 'decision', 'maybe', 'must be one of approve, reject, request_evidence, reclassify'],
  ['decideClaim', 'clause', undefined, `is missing: to reject, send ${CLAUSES}`],
  ['decideClaim', 'clause', 'P1', `must be ${CLAUSES}`],
  ['decideClaim', 'clause', 'C3b', `must be ${CLAUSES}`],
  ['decideClaim', 'clause', 'toString', `must be ${CLAUSES}`],
  ['decideClaim', 'claimType', 'major_defect', 'is only for the decision reclassify: leave it out'],
  ['decideClaim', 'decision', 'approve', 'is only for the decision reject: leave it out', 'clause'],
  ['decideClaim', 'note', '', TEXT_4000],
  ['decideClaim', 'note', ' \n ', TEXT_4000],
  ['decideClaim', 'internalNote', 'a'.repeat(4001), 'must be a text of at most 4000 characters'],
  ['requestAccess', 'what', 'a'.repeat(2001), TEXT_2000],
  ['answerAccess', 'granted', 'yes', 'must be true or false'],
  ['answerAccess', 'granted', null, 'is missing: send true or false'],
  ['reportRemediation', 'outcome', 'fixed', 'must be one of done, not_possible'],
  ['disputeRemediation', 'reason', '', TEXT_4000],
  ['chooseRemedy', 'remedy', ['refund'], 'must be one of refund, replacement'],
  ['settleByHand', 'reference', undefined, 'is missing: for done, send where it can be looked up'],
  [
    'settleByHand',
    'reference',
    'a'.repeat(129),
    'must be one line of 1 to 128 characters, not only blanks, without control characters',
  ],
  ['settleByHand', 'action', 'undo', 'must be one of retry, done, returned_otherwise, abandon'],
  ['settleByHand', 'step', 'mail', 'must be one of cancel, refund, replacement'],
  [
    'correctContact',
    'email',
    undefined,
    'is missing: send an email address of at most 254 characters, like name@example.com',
  ],
] as const)('%s: %s %j is refused: %s', (name, field, value, message, named: string = field) => {
  expect(problemsOf(name, withField(fullUpdates[name], field, value))).toEqual([{ field: named, message }]);
});

test.each([
  ['timeZone', 'a b', 'must be an IANA time zone, e.g. Europe/Vienna'],
  ['locale', '', 'must be a BCP 47 language tag, e.g. de-AT'],
])('correctContact: %s %j is left out, and the address is corrected', (field, value, message) => {
  const { [field as 'locale']: _, ...rest } = fullUpdates.correctContact;
  expect(readUpdate('correctContact', { ...rest, [field]: value })).toStrictEqual({
    ok: true,
    value: rest,
    leftOut: [{ field, message }],
  });
});

test('to reclassify needs the new type, and no clause', () => {
  const { by, note } = fullUpdates.decideClaim;
  const request = { by, note, decision: 'reclassify', claimType: 'major_defect' };
  expect(readUpdate('decideClaim', request)).toEqual({ ok: true, value: request });
  expect(problemsOf('decideClaim', { ...request, claimType: null, clause: 'X1' })).toEqual([
    { field: 'clause', message: 'is only for the decision reject: leave it out' },
    { field: 'claimType', message: `is missing: to reclassify, send ${TYPES}` },
  ]);
});

test('a short or empty reason is well formed: the policy answers it', () => {
  for (const reason of ['', ' ', 'broken']) {
    const input = withField(fullUpdates.submitClaim, 'reason', reason);
    const value = { ...fullUpdates.submitClaim, reason: reason.trim() };
    expect(readUpdate('submitClaim', input)).toEqual({ ok: true, value });
  }
});

test('a text keeps its words and loses what no reader can see', () => {
  const reason = 'one\r\ntwo\rthree\tfour\u0000five\u000bsix\u0085seven \ud83d eight 😀';
  const read = readUpdate('withdrawClaim', { ...fullUpdates.withdrawClaim, reason });
  expect(read.ok && read.value.reason).toBe('one\ntwo\nthree\tfour five six seven \ufffd eight 😀');
});

const takesReason = (reason: string): boolean =>
  readUpdate('submitClaim', { ...fullUpdates.submitClaim, reason }).ok;

test('a text counts characters as people do: an emoji is one, a line end is one', () => {
  expect(takesReason('😀'.repeat(4000))).toBe(true);
  expect(takesReason('😀'.repeat(4001))).toBe(false);
  expect(takesReason(`a${'\r\n'.repeat(3998)}b`)).toBe(true);
  expect(takesReason(`a${'\r\n'.repeat(3999)}b`)).toBe(false);
});

test('4,000 characters with blanks around them are in order, and are kept without the blanks; 4,001 are not', () => {
  const words = `W${'o'.repeat(3998)}w`;
  for (const around of [' ', '\n', '\t', ' \r\n\u00a0', '\u0000', ' '.repeat(9000)]) {
    const read = readUpdate('submitClaim', {
      ...fullUpdates.submitClaim,
      reason: `${around}${words}${around}`,
    });
    expect(read.ok && read.value.reason).toBe(words);
    expect(takesReason(`${around}${words}x${around}`)).toBe(false);
  }
});

test('every text counts after trimming: notes, summaries, what access is asked for, references and names', () => {
  const padded = (name: UpdateName, field: string, length: number) =>
    readUpdate(name, withField(fullUpdates[name], field, ` ${'x'.repeat(length)} `)).ok;
  const fields = [
    ['withdrawClaim', 'reason', 4000],
    ['decideClaim', 'note', 4000],
    ['decideClaim', 'internalNote', 4000],
    ['requestAccess', 'what', 2000],
    ['reportRemediation', 'summary', 2000],
    ['disputeRemediation', 'reason', 4000],
    ['settleByHand', 'note', 4000],
    ['settleByHand', 'reference', 128],
    ['chooseRemedy', 'by.id', 64],
  ] as const;
  const taken = fields.map(([name, field, most]) => [
    padded(name, field, most),
    padded(name, field, most + 1),
  ]);
  expect(taken).toEqual(fields.map(() => [true, false]));
});

test('a list that is too long is not read', () => {
  let reads = 0;
  const entry = Object.defineProperty({}, 'evidenceId', {
    get: () => {
      reads += 1;
      return 'e';
    },
  });
  const evidence = Array.from({ length: 100_000 }, () => entry);
  expect(problemsOf('addEvidence', { ...fullUpdates.addEvidence, evidence })).toEqual([
    { field: 'evidence', message: SOME_FILES },
  ]);
  expect(reads).toBe(0);
});
