import { beforeAll, expect, test } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { sharedRig } from './test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

test('two purchases side by side live by their own versions: 12 h end the window of one, not of the other', async () => {
  const real = await openPlay(rig, { policyVersion: '2026-01' });
  const short = await openPlay(rig, { policyVersion: 'sandbox-short' });
  for (const play of [real, short]) {
    await play.sms();
    await play.completed();
    await play.pass(12 * HOUR_MS + HOUR_MS / 60);
  }
  expect((await short.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
  const open = await real.status();
  expect(open.stage).toBe('claim_window');
  expect(open.result).toBeUndefined();
  expect(open.policyVersion).toBe('2026-01');
  const late = { claimType: 'major_defect', reason: 'The code never worked, I tried it often.' } as const;
  await real.customer('submitClaim', late);
  expect((await real.status()).stage).toBe('in_remediation');
  const refused = await short.ask('submitClaim', { kind: 'customer', id: 'cus_versions' }, late);
  expect(refused.accepted).toBe(false);
});
