import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TASK_QUEUE } from '../../src/contract/ids.ts';
import { RETENTION_MS } from '../../src/temporal/retention-time.ts';
import { raiseRetention } from '../../src/temporal/retention.ts';
import { failedWith, GRPC } from '../../src/temporal/grpc-status.ts';

const LOOK_AGAIN_MS = 50;
const CALL_TIMEOUT_MS = 5_000;

/**
 * Waits until the namespace of a server of ours can be used: registers it if missing, raises a retention that is too
 * short, then asks for its workflows until there is an answer. Throws the last error after `timeoutMs`, or at once when `isGone` says that the server ended.
 */
export async function makeNamespaceReady(
  connection: Connection,
  namespace: string,
  { timeoutMs, isGone }: { timeoutMs: number; isGone: () => boolean },
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
        await registerIfMissing(connection, namespace);
        await raiseRetention(connection.workflowService, namespace);
        await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
        // Also asks the part of the server that hands out tasks.
        await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE } });
      });
      return;
    } catch (error) {
      // While it starts, some parts of the server answer and others fail with various codes.
      if (!isGrpcServiceError(error) || isGone() || performance.now() > deadline) throw error;
      await delay(LOOK_AGAIN_MS);
    }
  }
}

async function registerIfMissing({ workflowService }: Connection, namespace: string): Promise<void> {
  try {
    await workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (!failedWith(error, GRPC.NOT_FOUND)) throw error;
    await workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION_MS) })
      .catch((problem: unknown) => {
        if (!failedWith(problem, GRPC.ALREADY_EXISTS)) throw problem;
      });
  }
}
