import { beforeAll, expect, inject, test } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { sharedRig } from '../workflows/test-rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

async function cli(...argv: string[]): Promise<{ code: 0 | 1; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {
      DATA_DIR: temporaryFolder(),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: rig.namespace,
    },
  });
  return { code, out, err };
}

/** A purchase whose first claim is withdrawn, and whose second, with a picture of its own, is in review. */
async function secondClaim(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  const file = (evidenceId: string) =>
    play.customer('submitClaim', {
      claimType: 'invalid_number',
      reason: 'The service says that this number is not valid.',
      evidence: [{ evidenceId }],
    });
  await file('screenshot-1');
  await play.customer('withdrawClaim', {});
  await file('screenshot-2');
  expect((await play.status()).stage).toBe('in_review');
  return play;
}

test('an approval that names a withdrawn claim is refused, and decides nothing of the claim after it', async () => {
  const play = await secondClaim();
  const { purchaseId } = play.order;
  const [first, second] = (await play.status()).claims.map(({ claimId }) => claimId);
  const approve = (claimId: string | undefined) =>
    cli('decide', purchaseId, 'approve', '--claim', String(claimId), '--note', 'The screenshot shows it.');

  const refused = await approve(first);
  expect(refused.code).toBe(1);
  expect(refused.err).toEqual([expect.stringMatching(/^refused: other_claim/)]);
  expect((await play.status()).stage).toBe('in_review');
  expect((await play.status()).refund).toBeUndefined();

  expect(await approve(second)).toMatchObject({ code: 0, err: [] });
  await play.idle();
  expect((await play.status()).claims.map(({ status }) => status)).toEqual(['withdrawn', 'approved']);
});

test.each([
  ['evidence', ['screenshot-3']],
  ['withdraw', []],
])('%s of a claim that is over leaves the open one as it is', async (act, argv) => {
  const play = await secondClaim();
  const { purchaseId } = play.order;
  const { claims } = await play.status();

  const refused = await cli(act, purchaseId, ...argv, '--claim', String(claims[0]?.claimId));

  expect(refused.code).toBe(1);
  expect(refused.err).toEqual([expect.stringMatching(/^refused: other_claim/)]);
  expect(await play.status()).toMatchObject({ stage: 'in_review', claims });
});
