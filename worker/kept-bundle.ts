import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger, WorkflowBundleOption } from '@temporalio/worker';
import { bundleWorkflows } from './bundle.ts';

/** All that a bundle is made from. The lock file stands for the packages. */
const SOURCES = ['src', 'workflows', 'worker/bundle.ts', 'package-lock.json'];
/** One each for some branches. */
const MOST_KEPT = 4;

interface Checkout {
  root: string;
  bundle: (logger: Logger) => Promise<{ code: string }>;
}

const THIS_ONE: Checkout = {
  root: fileURLToPath(new URL('../', import.meta.url)),
  bundle: bundleWorkflows,
};

/**
 * The bundle for trying out and testing: the one of an earlier call if nothing that it is made from has changed since,
 * which saves three seconds of a core, otherwise that of `bundleWorkflows`. Where it cannot be kept it is made each time.
 */
export async function keptBundle(
  logger: Logger,
  { root, bundle }: Checkout = THIS_ONE,
): Promise<WorkflowBundleOption> {
  const key = keyOfSources(root);
  if (key === undefined) return bundle(logger);
  const folder = join(root, 'node_modules/.cache/workflow-bundles');
  const codePath = join(folder, `${key}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundle(logger);
  // A source may have been changed meanwhile.
  if (keyOfSources(root) === key) keep(folder, codePath, code);
  return { code };
}

/** `undefined`: not all sources are here, as in the image. */
function keyOfSources(root: string): string | undefined {
  if (!SOURCES.every((source) => existsSync(join(root, source)))) return undefined;
  // The source map names the sources by their whole path.
  const hash = createHash('sha256').update(root);
  for (const file of SOURCES.flatMap((source) => filesOf(join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`\n${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

function filesOf(source: string): string[] {
  if (!statSync(source).isDirectory()) return [source];
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(source, name));
}

/** Keeps it unless that fails, for example where the folder may only be read. Other processes see the whole file or none. */
function keep(folder: string, codePath: string, code: string): void {
  const unfinished = `${codePath}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, code);
    renameSync(unfinished, codePath);
    for (const path of beyondTheNewest(folder)) rmSync(path, { force: true });
  } catch {
    // Then the next call makes it again.
  }
}

const beyondTheNewest = (folder: string): string[] =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, writtenAt: statSync(path).mtimeMs }))
    .toSorted((one, other) => other.writtenAt - one.writtenAt)
    .slice(MOST_KEPT)
    .map(({ path }) => path);
