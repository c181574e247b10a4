import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';
import { bundleOptions } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

interface Change {
  /** From the root of the repository. */
  file: string;
  from: string;
  to: string;
}

/** The workflow code of a release in which one text is another one. */
export async function changedBundle(...changes: Change[]): Promise<{ code: string }> {
  const options: BundleOptions = {
    ...bundleOptions(temporalLogger(createLog('warn'))),
    webpackConfigHook: (config) => ({
      ...config,
      module: {
        ...config.module,
        rules: [
          ...(config.module?.rules ?? []),
          ...changes.map(({ file, from, to }) => ({
            resource: path(`../../${file}`),
            enforce: 'pre' as const,
            use: [
              {
                loader: path('replace-text-loader.cjs'),
                options: { from, to },
              },
            ],
          })),
        ],
      },
    }),
  };
  const { code } = await bundleWorkflowCode(options);
  return { code };
}
