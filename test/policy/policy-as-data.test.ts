import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { durationWords, policyAsData } from '../../src/policy/policy-as-data.ts';
import { VERSION_IDS } from '../../src/policy/versions.ts';

test('the policy as data has every clause and the promises as ISO 8601 durations', () => {
  const policy = policyAsData('2026-01');
  expect(policy?.clauses.map(({ id }) => id)).toEqual([
    'R1',
    'R2',
    'C1',
    'C2',
    'C3',
    'C3a',
    'C3b',
    'X1',
    'X2',
    'X3',
    'P1',
    'P2',
    'P3',
  ]);
  expect(policy?.periods).toMatchObject({
    claimWindow: 'P5D',
    smsDefault: 'PT20M',
    remediation: 'P5D',
    evidence: 'PT48H',
    access: 'P14D',
    accessReminders: ['PT72H', 'P10D'],
    dispute: 'PT72H',
    choice: 'P14D',
    outageTolerance: 'PT60S',
  });
  expect(policy?.counts).toMatchObject({ claimsPerPurchase: 5, evidencePerClaim: 5, replacementChoices: 3 });
  expect(policyAsData('sandbox-short')?.periods).toMatchObject({ claimWindow: 'PT12H' });
  expect(policyAsData('toString')).toBeUndefined();
});

test('no number of a version is left out, and nothing is said in milliseconds', () => {
  for (const id of VERSION_IDS) {
    const { periods = {}, counts = {} } = policyAsData(id) ?? {};
    expect(Object.keys(periods).length + Object.keys(counts).length).toBe(30);
    expect(Object.keys({ ...periods, ...counts }).filter((name) => name.endsWith('Ms'))).toEqual([]);
  }
});

// Receipts name the text by this hash. If the words of a clause change, those who hold one can no longer find its text.
test.each([
  ['2026-01', '30326bff15bc9d407b0a2699eb11e9f6e898bf6b7c1c9e33036ffeb9609d6ddf'],
  ['sandbox-short', '157c3dfda87af99389ddb9ad4e337f7f9d8fc19439e059437e19651fcc880168'],
])('the text of %s is the one whose hash receipts have', (version, sha256) => {
  const text = JSON.stringify(policyAsData(version));
  expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
});

test.each([
  [1_000, 'PT1S'],
  [90_000, 'PT90S'],
  [120_000, 'PT2M'],
  [3_600_000, 'PT1H'],
  [259_200_000, 'PT72H'],
  [432_000_000, 'P5D'],
])('%d ms are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
