import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  type BundleOptions,
  type Logger,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Makes every payload readable for the workflow, whatever was sent. Must be the one that is in the bundle. */
export const PAYLOAD_CONVERTER_PATH = path('../workflows/payload-converter.ts');

/** Where `npm run build` puts the bundle, and a worker in production looks for it. */
export const BUILT_BUNDLE_PATH = path('../dist/workflow-bundle.js');

/**
 * Loaded once per worker instead of once per purchase, which halves what ours needs beyond a bare workflow. Only for
 * modules without state: these are pure, know no library, and the SDK freezes what they export.
 */
const SHARED_BY_ALL_PURCHASES = ['../src/policy/', '../src/contract/validation/'];

/** The workflow code as one script, some seconds of work. */
export const bundleWorkflows = (logger: Logger): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode(bundleOptions(logger));

/** For a bundle that differs in one thing. */
export const bundleOptions = (logger: Logger): BundleOptions => ({
  workflowsPath: path('../workflows/purchase.ts'),
  payloadConverterPath: PAYLOAD_CONVERTER_PATH,
  workflowInterceptorModules: [path('../workflows/interceptors.ts')],
  preloadModules: SHARED_BY_ALL_PURCHASES.flatMap(modulesIn),
  logger,
});

const modulesIn = (folder: string): string[] =>
  readdirSync(path(folder)).map((name) => path(`${folder}${name}`));
