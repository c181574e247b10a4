import { condition } from '@temporalio/workflow';
import type { Life } from './life.ts';

/** Lets something run beside the main flow. What it throws breaks the task, as if the main flow had thrown it. */
export function beside(life: Life, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    life.brokenBeside ??= { error };
  });
}

/** Throws what was thrown beside the main flow. */
export async function breakWithWhatIsBeside(life: Life): Promise<never> {
  await condition(() => life.brokenBeside !== undefined);
  throw life.brokenBeside?.error;
}
