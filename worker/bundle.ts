import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Makes every payload readable for the workflow, whatever was sent. Must be the one that is in the bundle. */
export const PAYLOAD_CONVERTER_PATH = path('../workflows/payload-converter.ts');

/** Where `npm run build` puts the bundle, and a worker in production looks for it. */
export const BUILT_BUNDLE_PATH = path('../dist/workflow-bundle.js');

/** The workflow code as one script, some seconds of work. */
export const bundleWorkflows = (logger: Logger): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: path('../workflows/purchase.ts'),
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    logger,
  });
