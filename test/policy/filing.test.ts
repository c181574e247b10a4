import { describe, expect, test } from 'vitest';
import type { Stage } from '../../src/contract/status.ts';
import type { ClaimType } from '../../src/contract/updates.ts';
import { judgeFiling, type Filing } from '../../src/policy/filing.ts';
import { theVersion } from './version.ts';

const deadline = Date.parse('2026-03-06T10:00:00Z');
const version = theVersion('2026-01');

const inTime: Filing = {
  claimType: 'major_defect',
  reason: 'The number shows an error on every page.',
  stage: 'claim_window',
  now: deadline - 1000,
  version,
  smsDeadline: Date.parse('2026-03-01T10:20:00Z'),
  windowEndsAt: deadline,
  record: { smsOnRecord: true, completed: false },
  claimsSoFar: 0,
  claimOpen: false,
  returningByItself: false,
  accessRefused: false,
};

const code = (filing: Partial<Filing>): string => judgeFiling({ ...inTime, ...filing })?.code ?? 'taken';

describe('P1: the end of the claim window is inclusive', () => {
  test.each([
    { when: '1 ms before', now: deadline - 1, answer: 'taken' },
    { when: 'exactly at', now: deadline, answer: 'taken' },
    { when: '1 ms after', now: deadline + 1, answer: 'too_late' },
  ])('a claim filed $when the deadline → $answer', ({ now, answer }) => expect(code({ now })).toBe(answer));

  test('a late claim is told the deadline and the clause', () => {
    expect(judgeFiling({ ...inTime, now: deadline + 1 })).toEqual({
      code: 'too_late',
      clause: 'P1',
      message: 'The time to file a claim is over; the number counts as activated.',
      deadline,
    });
  });
});

describe('P2: a claim says in 20 characters or more what happened', () => {
  test.each([
    { reason: 'x'.repeat(19), answer: 'no_reason' },
    { reason: 'x'.repeat(20), answer: 'taken' },
    { reason: `  ${'x'.repeat(19)}  `, answer: 'no_reason' },
    { reason: '', answer: 'no_reason' },
  ])('$reason.length characters → $answer', ({ reason, answer }) => expect(code({ reason })).toBe(answer));
});

describe('every claim type × record', () => {
  const table: [ClaimType, boolean, boolean, string][] = [
    ['non_receipt', false, false, 'taken'],
    ['non_receipt', false, true, 'taken'],
    ['non_receipt', true, false, 'taken'],
    ['non_receipt', true, true, 'fulfilled'],
    ['invalid_number', false, false, 'needs_sms'],
    ['invalid_number', false, true, 'needs_sms'],
    ['invalid_number', true, false, 'taken'],
    ['invalid_number', true, true, 'taken'],
    ['major_defect', false, false, 'taken'],
    ['major_defect', false, true, 'taken'],
    ['major_defect', true, false, 'taken'],
    ['major_defect', true, true, 'taken'],
  ];
  test.each(table)('%s, SMS on record %s, completed %s → %s', (claimType, smsOnRecord, completed, answer) =>
    expect(code({ claimType, record: { smsOnRecord, completed } })).toBe(answer),
  );
});

const STAGE_ANSWERS: [Stage, string][] = [
  ['awaiting_sms', 'too_early'],
  ['returning_funds', 'not_now'],
  ['claim_window', 'taken'],
  ['needs_evidence', 'not_now'],
  ['in_review', 'not_now'],
  ['in_remediation', 'not_now'],
  ['access_requested', 'not_now'],
  ['remedied', 'not_now'],
  ['awaiting_choice', 'not_now'],
  ['replacing', 'not_now'],
  ['closed', 'not_now'],
];

test('every claim type × record × stage: nothing but the window takes a claim, and there the record decides', () => {
  const types: ClaimType[] = ['non_receipt', 'invalid_number', 'major_defect'];
  const taken = new Map<string, string[]>();
  for (const [stage] of STAGE_ANSWERS) {
    for (const claimType of types) {
      for (const smsOnRecord of [false, true]) {
        for (const completed of [false, true]) {
          if (code({ stage, claimType, record: { smsOnRecord, completed } }) !== 'taken') continue;
          taken.set(stage, [
            ...(taken.get(stage) ?? []),
            `${claimType} sms ${smsOnRecord} completed ${completed}`,
          ]);
        }
      }
    }
  }
  expect([...taken]).toEqual([
    [
      'claim_window',
      [
        'non_receipt sms false completed false',
        'non_receipt sms false completed true',
        'non_receipt sms true completed false',
        'invalid_number sms true completed false',
        'invalid_number sms true completed true',
        'major_defect sms false completed false',
        'major_defect sms false completed true',
        'major_defect sms true completed false',
        'major_defect sms true completed true',
      ],
    ],
  ]);
});

describe('every stage', () => {
  test.each(STAGE_ANSWERS)('in %s a claim is %s', (stage, answer) => expect(code({ stage })).toBe(answer));

  test('while the funds return by themselves one claim is taken, a second one is not', () => {
    expect(code({ stage: 'returning_funds', returningByItself: true })).toBe('taken');
    expect(code({ stage: 'returning_funds', returningByItself: true, claimOpen: true })).toBe('claim_open');
  });

  test('before the SMS deadline the answer names the instant of the automatic return', () => {
    expect(judgeFiling({ ...inTime, stage: 'awaiting_sms' })).toMatchObject({
      code: 'too_early',
      clause: 'R2',
      retryAt: inTime.smsDeadline,
    });
  });
});

describe('limits', () => {
  test.each([
    { claimsSoFar: 4, answer: 'taken' },
    { claimsSoFar: 5, answer: 'too_many_claims' },
  ])('after $claimsSoFar claims another one is $answer', ({ claimsSoFar, answer }) =>
    expect(code({ claimsSoFar })).toBe(answer),
  );

  test('C3b: after access was refused a defect cannot be claimed, anything else can', () => {
    expect(code({ accessRefused: true })).toBe('disqualified');
    expect(code({ accessRefused: true, claimType: 'invalid_number' })).toBe('taken');
  });
});
