import { inject } from 'vitest';
import { RIG_MAIL_FROM } from '../../dev/rig/rig.ts';
import { startWorker } from '../../worker/worker.ts';
import type { TestRig } from './test-rig.ts';

/** The rig's purchases live on under another workflow code, as after a deployment, until `meanwhile` has happened. */
export async function underOtherRelease<T>(
  rig: TestRig,
  bundle: { code: string },
  meanwhile: () => Promise<T>,
): Promise<T> {
  const { namespace, taskQueue, sandbox, ledger } = rig;
  await rig.stopWorker();
  const worker = await startWorker({
    connection: { address: inject('temporalAddress') },
    namespace,
    taskQueue,
    bundle,
    outside: {
      orderServiceUrl: sandbox.orderServiceUrl,
      orderServiceToken: sandbox.token,
      mail: { smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM },
      ledger,
    },
  });
  try {
    return await meanwhile();
  } finally {
    await worker.stop();
    await rig.startWorker();
  }
}
