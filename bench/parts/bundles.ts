import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import type { Contender } from './contender.ts';

export interface Bundle {
  path: string;
  /** Without its source map. */
  bytes: number;
}

/** Both bundles as files, as a worker in production starts from them. */
export async function buildBundles(folder: string): Promise<Record<Contender, Bundle>> {
  const logger = temporalLogger(createLog('warn'));
  const workflowsPath = fileURLToPath(new URL('../bare/workflow.ts', import.meta.url));
  const written = (name: Contender, code: string): Bundle => {
    const path = join(folder, `${name}-bundle.js`);
    writeFileSync(path, code);
    return { path, bytes: Buffer.byteLength(code.replace(/\n\/\/# sourceMappingURL=.*$/s, '')) };
  };
  const ours = await bundleWorkflows(logger);
  const bare = await bundleWorkflowCode({ workflowsPath, logger });
  return { ours: written('ours', ours.code), bare: written('bare', bare.code) };
}
