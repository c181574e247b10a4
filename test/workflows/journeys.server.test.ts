import { beforeAll, describe, expect, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { perform } from '../../dev/demo/perform.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { sharedRig } from './test-rig.ts';

describe.concurrent('every path of the policy ends as it says, to the cent and to the mail', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await sharedRig();
  });

  test.each(JOURNEYS)('$name: $title', async (journey) => {
    const seen = await perform(rig, journey);
    expect(seen.differences).toEqual([]);
  });
});
