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
 * Loaded once per worker instead of once per purchase: most of the time and memory that a purchase would need. Only for
 * modules that remember nothing (`test/worker/shared-modules.test.ts`). The SDK freezes what they export.
 */
const SHARED_BY_ALL_PURCHASES = ['../src/policy/', '../src/contract/validation/', '../workflows/'];

/** Before all others: it changes a global, which the SDK freezes once the shared modules are loaded. */
const FIRST = path('../workflows/promise-stacks.ts');

/** What every Node knows that `package.json` allows. The SDK's default is 2017, with a helper for every spread. */
const LANGUAGE = 'es2022';

/** The workflow code as one script, some seconds of work. */
export const bundleWorkflows = (logger: Logger): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode(bundleOptions(logger));

/** For a bundle that differs in one thing. */
export const bundleOptions = (logger: Logger): BundleOptions => ({
  workflowsPath: path('../workflows/purchase.ts'),
  payloadConverterPath: PAYLOAD_CONVERTER_PATH,
  workflowInterceptorModules: [path('../workflows/interceptors.ts')],
  preloadModules: [FIRST, ...SHARED_BY_ALL_PURCHASES.flatMap(modulesIn)],
  webpackConfigHook: inOurLanguage,
  logger,
});

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** Throws if the SDK no longer compiles as it did: then the bundle would silently be the slower one. */
function inOurLanguage(config: WebpackConfig): WebpackConfig {
  const compilers = (config.module?.rules ?? []).flatMap((rule) => compilerOptionsOf(rule) ?? []);
  if (compilers.length === 0) throw new Error('the SDK no longer compiles workflow code with swc');
  for (const compiler of compilers) compiler.target = LANGUAGE;
  return config;
}

/** Of a rule of webpack that has swc compile what it applies to. */
function compilerOptionsOf(rule: unknown): { target: string } | undefined {
  // Sound: each step of the way may be missing, and then there is nothing to be found.
  return (rule as { use?: { options?: { jsc?: { target: string } } } } | undefined)?.use?.options?.jsc;
}

const modulesIn = (folder: string): string[] =>
  readdirSync(path(folder)).map((name) => path(`${folder}${name}`));
