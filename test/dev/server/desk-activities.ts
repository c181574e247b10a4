import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';

export interface DeskActivities {
  succeedOnThirdTry(): Promise<void>;
  lastFor(durationMs: number): Promise<void>;
  lastUntilLetGo(): Promise<void>;
}

let letGo: () => void = () => undefined;
const held = new Promise<void>((resolve) => {
  letGo = resolve;
});
/** Ends `lastUntilLetGo`. */
export const letActivityEnd = (): void => letGo();

export const deskActivities: DeskActivities = {
  async succeedOnThirdTry() {
    const { attempt } = activityInfo();
    if (attempt < 3) throw new Error(`Attempt ${attempt} fails.`);
  },
  lastFor: (durationMs) => delay(durationMs),
  lastUntilLetGo: () => held,
};
