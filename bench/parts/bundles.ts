import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleOptions, bundleWorkflows } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import type { Variant } from './contender.ts';

export interface Bundle {
  path: string;
  /** Without its source map. */
  bytes: number;
}

/** The bundles as files, as a worker in production starts from them. */
export async function buildBundles(folder: string): Promise<Record<Variant, Bundle>> {
  const logger = temporalLogger(createLog('warn'));
  const written = (name: Variant, code: string): Bundle => {
    const path = join(folder, `${name}-bundle.js`);
    writeFileSync(path, code);
    return { path, bytes: Buffer.byteLength(code.replace(/\n\/\/# sourceMappingURL=.*$/s, '')) };
  };
  const ours = await bundleWorkflows(logger);
  const bare = await bundleWorkflowCode({ workflowsPath: path('../bare/workflow.ts'), logger });
  const options = bundleOptions(logger);
  const without = await bundleWorkflowCode({
    ...options,
    webpackConfigHook(given) {
      const config = options.webpackConfigHook?.(given) ?? given;
      const alias = config.resolve?.alias;
      if (Array.isArray(alias)) throw new Error('the SDK gives its aliases as a list now: add to that');
      const replaced = {
        [`${path('../../workflows/recording.ts')}$`]: path('../without-ledger/recording.ts'),
      };
      return { ...config, resolve: { ...config.resolve, alias: { ...alias, ...replaced } } };
    },
  });
  return {
    ours: written('ours', ours.code),
    bare: written('bare', bare.code),
    without_ledger: written('without_ledger', without.code),
  };
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
