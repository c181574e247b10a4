import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../dev/server/cache-folder.ts';

const run = promisify(execFile);

/**
 * A Python that has the packages of a requirements file, with every version and hash as it is there. It is made once per file
 * and Python, in the cache.
 */
export async function pythonWith(requirements: string): Promise<string> {
  const { stdout: version } = await run('python3', ['--version']).catch(() => {
    throw new Error('python3 is not on the PATH: install it to run the examples');
  });
  const made = createHash('sha256').update(version).update(readFileSync(requirements));
  const folder = join(cacheFolder(process.env), `python-${made.digest('hex').slice(0, 16)}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  // Moved to its name when it is complete: an interrupted one is never taken for it. Its own programs cannot be moved with it,
  // so a package is run as `python -m`.
  const unfinished = `${folder}.${process.pid}`;
  try {
    await run('python3', ['-m', 'venv', unfinished]);
    const install = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', requirements];
    await run(join(unfinished, 'bin', 'python'), install);
    renameSync(unfinished, folder);
  } catch (error) {
    // Another test file may have made it meanwhile.
    if (!existsSync(python)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return python;
}
