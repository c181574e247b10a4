import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import proto from '@temporalio/proto';
import type { WorkflowService } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Instant } from '../../src/contract/scalars.ts';
import { describeIdle, hasEnded, pendingIn } from '../../src/temporal/wait-until-idle.ts';
import { describe, nowIn, workflowNow } from '../../src/temporal/workflow-clock.ts';
import type { Description, WorkflowRef } from '../../src/temporal/workflow-clock.ts';
import { failedWith, GRPC } from '../../src/temporal/grpc-status.ts';

const {
  FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED,
  FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED,
} = proto.temporal.api.enums.v1.FastForwardPollingResult;

const TIMEOUT_MS = 30_000;
/** The server's default is 200, which is too few for weeks in which an activity is tried again and again. */
const MOST_STEPS = 10_000;
const MOST_JUMPS = 3;
const LOOK_AGAIN_MS = 5;
/** Something holds up a jump that takes longer than this: it is watched. */
const WATCH_AFTER_MS = 200;
const WATCH_EVERY_MS = 500;
/** This long before its target a jump that is held up waits, without skipping. */
const LAST_STRETCH_MS = 2_000;

/**
 * `arrived`: the workflow's clock is at the target or a little later, and skipping is off again.
 * `ended`: the workflow ended on the way, or before.
 * `failed`: it did not get there in time. The rest of the jump still happens once the workflow is idle.
 */
export type Skip =
  | { result: 'arrived'; now: Instant }
  | { result: 'ended' }
  | { result: 'failed'; reason: string };

export interface SkipOptions {
  /** How long to wait for a busy workflow, and again for the arrival. Default 30 s. */
  timeoutMs?: number;
}

/**
 * Moves the workflow's clock forward, on a server with time skipping. Timers, reminders and back-offs on the way happen
 * in their order. Waits first until the workflow is idle (`StillBusy` otherwise): a jump asked for earlier costs an
 * extra workflow task. Afterwards the last timer's own task may still be pending: see `waitUntilIdle`.
 *
 * It adds an options event and, if anything was skipped, a skip event to the history.
 */
export async function skipTime(
  service: WorkflowService,
  { namespace, workflowId, durationMs }: WorkflowRef & { durationMs: number },
  { timeoutMs = TIMEOUT_MS }: SkipOptions = {},
): Promise<Skip> {
  if (!Number.isInteger(durationMs) || durationMs <= 0) {
    throw new RangeError(`durationMs is ${durationMs}: it has to be a whole number of milliseconds above 0.`);
  }
  const workflow = { namespace, workflowId };
  const start = await describeIdle(service, workflow, { timeoutMs });
  if (hasEnded(start)) return { result: 'ended' };
  const underWay = jumpUnderWay(start);
  if (underWay !== undefined) {
    const skip = await arrival(service, workflow, { id: underWay }, timeoutMs);
    return skip.result === 'arrived' ? skipTime(service, { ...workflow, durationMs }, { timeoutMs }) : skip;
  }
  const target = nowIn(start) + durationMs;
  // If the target of the jump before was passed in the middle of a task, this jump can stop too early. Then the rest follows.
  for (let leftMs = durationMs, jump = 1; ; jump += 1) {
    const skip = await jumpOnce(service, { ...workflow, target, durationMs: leftMs }, timeoutMs);
    if (skip.result !== 'arrived' || skip.now >= target || jump === MOST_JUMPS) return skip;
    const between = await describeIdle(service, workflow, { timeoutMs });
    if (hasEnded(between)) return { result: 'ended' };
    leftMs = Math.max(1, target - nowIn(between));
  }
}

/**
 * The id of a jump that has not arrived. A reset brings back the jumps that came after the point it goes to, and the new
 * run makes the last of them by itself. A jump asked for in the middle of it would go past a timer that is due and has not
 * fired.
 */
function jumpUnderWay({ workflowExtendedInfo }: Description): string | undefined {
  const { enabled, fastForwardConfig } = workflowExtendedInfo?.timeSkippingInfo?.effectiveConfig ?? {};
  return enabled ? fastForwardConfig?.id || undefined : undefined;
}

async function jumpOnce(
  service: WorkflowService,
  { namespace, workflowId, target, durationMs }: WorkflowRef & { target: Instant; durationMs: number },
  timeoutMs: number,
): Promise<Skip> {
  const workflow = { namespace, workflowId };
  const id = randomUUID();
  try {
    await service.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          maxSessionSkipCount: MOST_STEPS,
          fastForwardConfig: { id, duration: msToTs(durationMs) },
        },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
  } catch (error) {
    // The workflow was open a moment ago, so it has just ended.
    if (failedWith(error, GRPC.NOT_FOUND)) return { result: 'ended' };
    throw error;
  }
  return arrival(service, workflow, { id, target }, timeoutMs);
}

/** Skips to an instant of the workflow's clock. If it is past, the result is `arrived` at once, without any event. */
export async function skipTo(
  service: WorkflowService,
  { namespace, workflowId, instant }: WorkflowRef & { instant: Instant },
  options: SkipOptions = {},
): Promise<Skip> {
  const now = await workflowNow(service, { namespace, workflowId });
  if (instant <= now) return { result: 'arrived', now };
  return skipTime(service, { namespace, workflowId, durationMs: instant - now }, options);
}

/**
 * Switches skipping off. It normally switches itself off at its target. If a task was still under way at the target, it stays
 * on and would skip to the next timer.
 */
async function switchSkippingOff(service: WorkflowService, workflow: WorkflowRef): Promise<Instant> {
  const description = await describe(service, workflow);
  const skipping = description.workflowExtendedInfo?.timeSkippingInfo?.effectiveConfig?.enabled ?? false;
  if (skipping && !hasEnded(description)) {
    await service
      .updateWorkflowExecutionOptions({
        namespace: workflow.namespace,
        workflowExecution: { workflowId: workflow.workflowId },
        workflowExecutionOptions: { timeSkippingConfig: { enabled: false } },
        updateMask: { paths: ['time_skipping_config'] },
      })
      .catch((error: unknown) => {
        if (!failedWith(error, GRPC.NOT_FOUND)) throw error;
      });
  }
  return nowIn(description);
}

interface Jump {
  /** Of the fast-forward. */
  id: string;
  /** Absent: it was asked for by somebody else. */
  target?: Instant;
}

async function arrival(
  service: WorkflowService,
  workflow: WorkflowRef,
  { id, target }: Jump,
  timeoutMs: number,
): Promise<Skip> {
  const over = new AbortController();
  const tooLate = delay(timeoutMs, 'too_late' as const, { signal: over.signal });
  tooLate.catch(() => undefined);
  const heldUp = target === undefined ? undefined : heldUpNear(service, workflow, target, over.signal);
  heldUp?.catch(() => undefined);
  try {
    for (;;) {
      const poll = service.pollWorkflowExecutionTimeSkipping({
        namespace: workflow.namespace,
        workflowExecution: { workflowId: workflow.workflowId },
        fastForwardId: id,
      });
      // After the deadline nobody waits for the poll any more, and its connection may be closed.
      poll.catch(() => undefined);
      const answer = await Promise.race([poll, tooLate, ...(heldUp ? [heldUp] : [])]);
      if (answer === 'too_late') {
        const pending = pendingIn(await describe(service, workflow)).join(', ') || 'nothing';
        return { result: 'failed', reason: `not there after ${timeoutMs} ms; pending: ${pending}` };
      }
      if ('near' in answer) {
        await switchSkippingOff(service, workflow);
        return await lastStretch(service, { ...workflow, target: answer.near });
      }
      const { fastForwardPollingResult, failedReason } = answer;
      if (fastForwardPollingResult === FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) {
        return { result: 'arrived', now: await switchSkippingOff(service, workflow) };
      }
      if (fastForwardPollingResult === FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED) {
        const description = failedReason?.includes('execution ended')
          ? await describeEnd(service, workflow, tooLate)
          : await describe(service, workflow);
        if (hasEnded(description)) return { result: 'ended' };
        return {
          result: 'failed',
          reason: `${failedReason}, at ${new Date(nowIn(description)).toISOString()}`,
        };
      }
      // The server ends a poll without a change after some 20 s.
    }
  } finally {
    over.abort();
  }
}

/**
 * Resolves when the target is near and something still holds the jump up. While it does, the clock runs like the host's.
 * If that ended just after the target, the server would go on to the next timer, however far it is: version 1.32.0
 * (`findNextSkipTarget`) leaves a target that is past out, and it switches skipping off a moment later only.
 */
async function heldUpNear(
  service: WorkflowService,
  workflow: WorkflowRef,
  target: Instant,
  signal: AbortSignal,
): Promise<{ near: Instant }> {
  await delay(WATCH_AFTER_MS, undefined, { signal });
  for (;;) {
    const leftMs = target - nowIn(await describe(service, workflow));
    if (leftMs <= LAST_STRETCH_MS) return { near: target };
    await delay(Math.min(leftMs - LAST_STRETCH_MS, WATCH_EVERY_MS), undefined, { signal });
  }
}

/**
 * Waits without skipping, while the clock runs like the host's. Also if nothing is under way: a timer that is due may not have
 * fired yet, and a skip would leave it behind.
 */
async function lastStretch(
  service: WorkflowService,
  { namespace, workflowId, target }: WorkflowRef & { target: Instant },
): Promise<Skip> {
  const workflow = { namespace, workflowId };
  for (;;) {
    const description = await describe(service, workflow);
    if (hasEnded(description)) return { result: 'ended' };
    const now = nowIn(description);
    if (now >= target) return { result: 'arrived', now };
    await delay(target - now);
  }
}

/** A poll can report the end a moment before the server describes the workflow as ended. */
async function describeEnd(
  service: WorkflowService,
  workflow: WorkflowRef,
  tooLate: Promise<'too_late'>,
): Promise<Description> {
  for (;;) {
    const description = await describe(service, workflow);
    if (hasEnded(description)) return description;
    if ((await Promise.race([delay(LOOK_AGAIN_MS), tooLate])) === 'too_late') return description;
  }
}
