import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { By } from '../../src/contract/updates.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { testRig } from './test-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';
const CUSTOMER: By = { kind: 'customer', id: 'cus_1' };
const SUPPORT: By = { kind: 'support', id: 'agent_1' };
const DAY_AND_A_BIT = DAY_MS + MINUTE_MS;

const move = (play: Play, claimType: 'invalid_number' | 'major_defect'): Promise<unknown> =>
  play.support('decideClaim', { decision: 'reclassify', claimType, note: 'It belongs there.' });

/** Everything that may be asked and answered about one claim before it is withdrawn. */
async function longestClaim(play: Play): Promise<void> {
  await play.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
  for (const evidenceId of ['e1', 'e2', 'e3'])
    await play.customer('addEvidence', { evidence: [{ evidenceId }] });
  for (const evidenceId of ['e4', 'e5']) {
    await play.support('decideClaim', { decision: 'request_evidence', note: 'One more, please.' });
    await play.customer('addEvidence', { evidence: [{ evidenceId }] });
  }
  await move(play, 'major_defect');
  await move(play, 'invalid_number');
  await play.customer('withdrawClaim', {});
}

async function longestDefect(play: Play): Promise<void> {
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  for (const _request of ['first', 'second']) {
    await play.support('requestAccess', { what: 'Read access to the log of the web host.' });
    await play.pass(10 * DAY_AND_A_BIT);
    await play.customer('answerAccess', { granted: true });
  }
  await play.support('reportRemediation', { outcome: 'done', summary: 'Repaired.' });
  await play.customer('disputeRemediation', { reason: 'It still fails.' });
  await play.support('reportRemediation', { outcome: 'done', summary: 'Repaired again.' });
  await play.customer('disputeRemediation', { reason: 'It still fails.' });
  for (let choice = 0; choice < 3; choice += 1)
    await play.customer('chooseRemedy', { remedy: 'replacement' });
}

describe('a purchase in which every cap is used', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await testRig();
  });
  afterAll(async () => {
    await rig.stop();
  });

  test('stays under 1,400 events and still ends with one refund', async () => {
    const play = await openPlay(rig);
    await play.sms();
    for (let refusal = 0; refusal < 20; refusal += 1) {
      await play.ask('submitClaim', CUSTOMER, { claimType: 'major_defect', reason: 'too short' });
    }
    for (let refusal = 0; refusal < 10; refusal += 1) {
      await play.ask('requestAccess', SUPPORT, { what: 'Read access to the log of the web host.' });
    }
    for (let claim = 0; claim < 4; claim += 1) await longestClaim(play);
    await play.pass(HOUR_MS);
    play.fault('replacement', { kind: 'out_of_stock' }, 3);
    await longestDefect(play);
    const status = await play.status();
    expect(status.stage).toBe('closed');
    expect(status.result).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
    expect(status.claims).toHaveLength(5);
    expect(Object.keys(rig.sandbox.shopData.refunds)).toEqual([`refund:${play.purchaseId}`]);
    const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).fetchHistory();
    const lived = (events ?? []).filter(
      (event) =>
        !event.workflowExecutionOptionsUpdatedEventAttributes &&
        !event.workflowExecutionTimeSkippingTransitionedEventAttributes,
    );
    expect(lived.length).toBeGreaterThan(1_000);
    expect(lived.length).toBeLessThanOrEqual(1_400);
  });
});
