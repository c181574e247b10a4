import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';

/** A new namespace that keeps closed workflows for so long. The server takes a day or more. */
export async function namespaceKeeping(retentionMs: number, address: string): Promise<string> {
  const namespace = `retention-${randomUUID()}`;
  await withService(address, (service) =>
    service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(retentionMs) }),
  );
  return namespace;
}

/** What the server says it keeps, in ms. */
export async function retentionOf(namespace: string, address: string): Promise<number> {
  const { config } = await withService(address, (service) => service.describeNamespace({ namespace }));
  return tsToMs(config?.workflowExecutionRetentionTtl);
}

/** Changes what a server keeps, as an operator does. */
export async function keepFor(retentionMs: number, namespace: string, address: string): Promise<void> {
  const config = { workflowExecutionRetentionTtl: msToTs(retentionMs) };
  await withService(address, (service) => service.updateNamespace({ namespace, config }));
}

async function withService<T>(
  address: string,
  use: (service: Connection['workflowService']) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(connection.workflowService);
  } finally {
    await connection.close();
  }
}
