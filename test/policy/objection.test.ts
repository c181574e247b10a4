import { expect, test } from 'vitest';
import type { ClaimStatus, ClaimView, Stage } from '../../src/contract/status.ts';
import { claimToObjectTo } from '../../src/policy/objection.ts';

const claim = (claimId: string, status: ClaimStatus): ClaimView => ({
  claimId,
  claimType: 'major_defect',
  reason: 'The number lost every second code today.',
  evidence: [],
  filedAt: '2026-03-01T10:00:00.000Z',
  status,
  pauses: [],
  disputes: 0,
});

test.each<{ status: ClaimStatus; may: boolean }>([
  { status: 'open', may: false },
  { status: 'approved', may: false },
  { status: 'rejected', may: true },
  { status: 'forfeited', may: true },
  { status: 'disqualified', may: true },
  { status: 'withdrawn', may: false },
  { status: 'remedied', may: true },
  { status: 'moot', may: false },
])('a customer may object to a last claim that ended as $status → $may', ({ status, may }) => {
  const last = claim('c-1', status);
  for (const stage of ['claim_window', 'closed'] as const) {
    expect(claimToObjectTo({ stage, claims: [last] })).toBe(may ? last : undefined);
  }
});

test.each<Stage>([
  'awaiting_sms',
  'returning_funds',
  'needs_evidence',
  'in_review',
  'in_remediation',
  'access_requested',
  'remedied',
  'awaiting_choice',
  'replacing',
])('nobody objects in the stage %s, where something is still under way', (stage) => {
  expect(claimToObjectTo({ stage, claims: [claim('c-1', 'rejected')] })).toBeUndefined();
});

test('nobody objects to a claim once a later one is filed, nor without any', () => {
  const open = claim('c-2', 'open');
  expect(
    claimToObjectTo({ stage: 'claim_window', claim: open, claims: [claim('c-1', 'rejected'), open] }),
  ).toBeUndefined();
  expect(
    claimToObjectTo({ stage: 'closed', claims: [claim('c-1', 'rejected'), claim('c-2', 'approved')] }),
  ).toBeUndefined();
  expect(claimToObjectTo({ stage: 'closed', claims: [] })).toBeUndefined();
});
