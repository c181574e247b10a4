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
  /** The same for a mail that the mail server has not taken: for paths in which it only is slow. */
  untilMailed?: boolean;
}

/** How to play where workers and the database die. */
export function patience(
  rig: FaultRig,
  { sitsOutBackOffs, untilMailed = false }: PatienceOptions,
): PlayOptions {
  const { temporal } = rig;
  const failures = untilMailed ? [...LOST, 'MailUnavailable'] : LOST;
  return {
    timeoutMs: TIMEOUT_MS,
    async idle(workflow) {
      const deadline = performance.now() + TIMEOUT_MS;
      for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, SLOWEST_LOOK_MS)) {
        await rig.calm();
        const description = await describe(temporal.workflowService, workflow);
        if (hasEnded(description)) return;
        const pending = [...pendingIn(description), ...(sitsOutBackOffs ? lost(description, failures) : [])];
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

/** A call that could not be put on record. */
const LOST = ['LedgerUnavailable'];

/** Calls whose last try got no answer from a worker, or failed in one of these ways. */
const lost = ({ pendingActivities }: Description, failures: readonly string[]): string[] =>
  (pendingActivities ?? []).flatMap(({ activityType, lastFailure }) =>
    lastFailure?.timeoutFailureInfo || failures.includes(lastFailure?.applicationFailureInfo?.type ?? '')
      ? [`the lost call ${activityType?.name}`]
      : [],
  );
