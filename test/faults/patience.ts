import { setTimeout as delay } from 'node:timers/promises';
import type { PlayOptions } from '../../dev/rig/play.ts';
import { hasEnded, pendingIn, StillBusy } from '../../src/temporal/wait-until-idle.ts';
import { describe, type Description } from '../../src/temporal/workflow-clock.ts';
import type { FaultRig } from './fault-rig.ts';
import { reportLostCalls } from './lost-calls.ts';

/**
 * A lost call is tried again after a growing pause. The workflow gives a call to the order service up after 10 min
 * (`workflows/step.ts`).
 */
const TIMEOUT_MS = 700_000;
const FIRST_LOOK_MS = 10;
/** Many purchases wait at the same time. */
const SLOWEST_LOOK_MS = 1_000;

export interface PatienceOptions {
  /** Waits until a call that was lost has come through, its back-offs included: for paths that must end as they say. */
  sitsOutBackOffs: boolean;
}

/** How to play where workers and the database die. */
export function patience(rig: FaultRig, { sitsOutBackOffs }: PatienceOptions): PlayOptions {
  const { temporal } = rig;
  return {
    timeoutMs: TIMEOUT_MS,
    async idle(workflow) {
      const deadline = performance.now() + TIMEOUT_MS;
      for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, SLOWEST_LOOK_MS)) {
        await rig.calm();
        const description = await describe(temporal.workflowService, workflow);
        if (hasEnded(description)) return;
        const pending = [...pendingIn(description), ...(sitsOutBackOffs ? lost(description) : [])];
        if (pending.length === 0) return;
        if (performance.now() > deadline) {
          throw new StillBusy(`${workflow.workflowId} is busy with ${pending.join(', ')}.`);
        }
        if (rig.lostCalls === 'are reported') await reportLostCalls(rig, workflow, description);
        await delay(pauseMs);
      }
    },
  };
}

/** Calls whose last try got no answer from a worker, or could not be put on record. */
const lost = ({ pendingActivities }: Description): string[] =>
  (pendingActivities ?? []).flatMap(({ activityType, lastFailure }) =>
    lastFailure?.timeoutFailureInfo || lastFailure?.applicationFailureInfo?.type === 'LedgerUnavailable'
      ? [`the lost call ${activityType?.name}`]
      : [],
  );
