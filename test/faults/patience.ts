import { setTimeout as delay } from 'node:timers/promises';
import type { PlayOptions } from '../../src/demo/play.ts';
import type { Rig } from '../../src/demo/rig.ts';
import { hasEnded, pendingIn, StillBusy } from '../../src/temporal/wait-until-idle.ts';
import { describe, type Description } from '../../src/temporal/workflow-clock.ts';

/** A lost call is tried again after 45 s, a lost mail after 60 s, and either may be lost more than once. */
const TIMEOUT_MS = 300_000;
const FIRST_LOOK_MS = 10;
/** Many purchases wait beside each other. */
const SLOWEST_LOOK_MS = 1_000;

/** How to play where workers die: what was lost with one is waited for, its back-off included. */
export function patience({ temporal }: Rig): PlayOptions {
  return {
    timeoutMs: TIMEOUT_MS,
    async idle(workflow) {
      const deadline = performance.now() + TIMEOUT_MS;
      for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, SLOWEST_LOOK_MS)) {
        const description = await describe(temporal.workflowService, workflow);
        if (hasEnded(description)) return;
        const pending = [...pendingIn(description), ...lost(description)];
        if (pending.length === 0) return;
        if (performance.now() > deadline) {
          throw new StillBusy(`${workflow.workflowId} is busy with ${pending.join(', ')}.`);
        }
        await delay(pauseMs);
      }
    },
  };
}

/** Calls whose last try got no answer from a worker. */
const lost = ({ pendingActivities }: Description): string[] =>
  (pendingActivities ?? []).flatMap(({ activityType, lastFailure }) =>
    lastFailure?.timeoutFailureInfo ? [`the lost call ${activityType?.name}`] : [],
  );
