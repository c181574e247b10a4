import { beforeAll, expect, test } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { DAY_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { sharedRig } from './test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const NOTE = 'The plugin that reads the code is not ours.';

test.concurrent.each(['X1', 'X2', 'X3', 'P2', 'P3'] as const)(
  'a defect that support rejects by %s ends the claim and the purchase by that clause, and pays nothing',
  async (clause) => {
    const play = await openPlay(rig);
    const { purchaseId } = play;
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', {
      claimType: 'major_defect',
      reason: 'The number lost every second code today.',
    });
    await play.support('decideClaim', { decision: 'reject', clause, note: NOTE });
    const { claims, stage, refund } = await play.status();
    expect(claims).toMatchObject([{ status: 'rejected', clause, note: NOTE }]);
    expect([stage, refund]).toEqual(['claim_window', undefined]);

    await play.pass(5 * DAY_MS + MINUTE_MS);
    const { result } = await play.status();
    expect(result).toMatchObject({ outcome: 'closed_without_remedy', clause });
    expect(result).not.toHaveProperty('refund');
    const mails = rig.sandbox.inbox.messages().filter((mail) => mail.purchaseId === purchaseId);
    expect(mails.map(({ template }) => template)).toEqual(['remediation_started', 'claim_rejected']);
    expect(mails[1]?.text).toContain(`Clause ${clause}`);
    expect(mails[1]?.text).toContain(NOTE);
  },
);
