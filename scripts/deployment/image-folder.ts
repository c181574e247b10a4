import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copiesOf, stageNamed } from './dockerfile.ts';
import type { Stage } from './dockerfile.ts';

const run = promisify(execFile);

/** Sizes of `node_modules` in MB. */
export interface ImageFolder {
  beforeMb: number;
  /** Without the native binaries of other platforms. */
  afterMb: number;
}

/**
 * Puts into `folder` what the product's image has in `/app`: the files that the Dockerfile copies, what is built here, and
 * the production dependencies as the lock has them.
 */
export async function makeImageFolder(stages: readonly Stage[], folder: string): Promise<ImageFolder> {
  await run('npm', ['run', 'build']);
  for (const { from, sources, target } of copiesOf(stageNamed(stages, 'product'))) {
    if (from === 'modules') continue;
    for (const source of sources) await copy(hereOf(source), target, folder);
  }
  await cp('package-lock.json', join(folder, 'package-lock.json'));
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  const beforeMb = await sizeMb(join(folder, 'node_modules'));
  await run('sh', [resolve('deploy/remove-foreign-binaries.sh'), folder]);
  return { beforeMb, afterMb: await sizeMb(join(folder, 'node_modules')) };
}

/** Makes the folder of the sandbox's image, which is built on the image whose folder is `product`. */
export async function makeSandboxFolder(
  stages: readonly Stage[],
  { product, folder }: { product: string; folder: string },
): Promise<void> {
  const modules = join(product, 'node_modules');
  await cp(product, folder, { recursive: true, filter: (source) => source !== modules });
  await symlink(modules, join(folder, 'node_modules'));
  for (const { sources, target } of copiesOf(stageNamed(stages, 'sandbox'))) {
    for (const source of sources) await copy(hereOf(source), target, folder);
  }
}

/** What a stage has in `/app` is here in the repository. */
const hereOf = (source: string): string => source.replace(/^\/app\//, '');

/** As `COPY` does: a folder's content goes into the target, a file into a target that ends in `/`. */
async function copy(source: string, target: string, folder: string): Promise<void> {
  const to = join(folder, target.endsWith('/') ? join(target, basename(source)) : target);
  await mkdir(join(to, '..'), { recursive: true });
  await cp(source, to, { recursive: true });
}

async function sizeMb(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder]);
  return Math.round(Number.parseInt(stdout, 10) / 1_024);
}
