import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { DeskActivities } from './desk-activities.ts';

/** Sleeps five days and says how long that was on its own clock. */
export async function fiveDays(): Promise<number> {
  const startedAt = Date.now();
  await sleep('5 days');
  return Date.now() - startedAt;
}

const unreliable = proxyActivities<DeskActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 day', backoffCoefficient: 1 },
});

/** Its only activity fails twice; a day between the tries. */
export async function twoBackOffs(): Promise<number> {
  const startedAt = Date.now();
  await unreliable.succeedOnThirdTry();
  return Date.now() - startedAt;
}

export const release = defineSignal('release');

/** Waits until it is told to end. */
export async function untilReleased(): Promise<string> {
  let released = false;
  setHandler(release, () => {
    released = true;
  });
  await condition(() => released);
  return 'released';
}

/** Five days after an hour and an activity of `durationMs`. Says how long it took on its own clock. */
export async function fiveDaysAfterWork(durationMs: number): Promise<number> {
  const startedAt = Date.now();
  await sleep('1 hour');
  await unreliable.lastFor(durationMs);
  await sleep('5 days');
  return Date.now() - startedAt;
}

/** Runs an activity that lasts until the test lets it end. */
export async function heldUp(): Promise<void> {
  await sleep('1 hour');
  await unreliable.lastUntilLetGo();
  await sleep('1 day');
}
