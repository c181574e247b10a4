import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  type BundleOptions,
  type Logger,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A module of ours by its name: its source, or where this is compiled (`scripts/build.ts`), what it was compiled to. */
const module = (name: string): string => path(`${name}${extname(import.meta.url)}`);

/** The payload converter, which decodes whatever was sent. Worker and bundle must have the same one. */
export const PAYLOAD_CONVERTER_PATH = module('../workflows/payload-converter');

/** Where `npm run build` puts the bundle, and a worker in production looks for it. */
export const BUILT_BUNDLE_PATH = path('../dist/workflow-bundle.js');

/**
 * Folders whose modules are loaded once per worker, not once per purchase, which would take most of the time and memory
 * of a purchase. Their modules must hold no state (`test/worker/shared-modules.test.ts`); the SDK freezes their exports.
 */
const SHARED_BY_ALL_PURCHASES = ['../src/policy/', '../src/contract/validation/', '../workflows/'];

/** Loaded before the others, because it changes a global that the SDK freezes once they are loaded. */
const FIRST = module('../workflows/promise-stacks');

/** Every Node that `package.json` allows runs it. The SDK's default, 2017, compiles each spread into a call of a helper. */
const LANGUAGE = 'es2022';

/** Bundles the workflow code into one script, which takes some seconds. */
export const bundleWorkflows = (logger: Logger): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode(bundleOptions(logger));

/** For callers that change one of them. */
export const bundleOptions = (logger: Logger): BundleOptions => ({
  workflowsPath: module('../workflows/purchase'),
  payloadConverterPath: PAYLOAD_CONVERTER_PATH,
  workflowInterceptorModules: [module('../workflows/interceptors')],
  preloadModules: [FIRST, ...SHARED_BY_ALL_PURCHASES.flatMap(modulesIn)],
  webpackConfigHook: inOurLanguage,
  logger,
});

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** Sets the language of the bundle. Throws if the SDK no longer uses swc, because the bundle would be slower unnoticed. */
function inOurLanguage(config: WebpackConfig): WebpackConfig {
  const compilers = (config.module?.rules ?? []).flatMap((rule) => compilerOptionsOf(rule) ?? []);
  if (compilers.length === 0) throw new Error('the SDK no longer compiles workflow code with swc');
  for (const compiler of compilers) compiler.target = LANGUAGE;
  return config;
}

/** The options of swc, if the rule of webpack uses swc. */
function compilerOptionsOf(rule: unknown): { target: string } | undefined {
  // Sound: every property on the way is optional here.
  return (rule as { use?: { options?: { jsc?: { target: string } } } } | undefined)?.use?.options?.jsc;
}

const modulesIn = (folder: string): string[] =>
  readdirSync(path(folder)).map((name) => path(`${folder}${name}`));
