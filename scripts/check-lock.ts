import { readFileSync } from 'node:fs';

/**
 * `npm ci` fails on a machine whose platform package the lock lacks, and npm leaves such packages out of the lock when
 * the registry has them not at hand. So: every optional dependency of every locked package must have an entry, and every
 * direct dependency an exact version.
 */

interface Locked {
  version?: string;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;

const problems: string[] = [];
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const name of Object.keys(optionalDependencies)) {
    if (!findLocked(path, name))
      problems.push(`${path || 'the project'} may need ${name}, which is not in the lock`);
  }
}
for (const kind of ['dependencies', 'devDependencies']) {
  for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
    if (!/^(npm:@?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      problems.push(`${name} ${version} is not an exact version`);
  }
}

/** Looks where Node does: in the `node_modules` of the package, then in those further up. */
function findLocked(from: string, name: string): boolean {
  const within = from === '' ? [] : from.split('/node_modules/');
  for (let depth = within.length; depth >= 0; depth -= 1) {
    const base = within.slice(0, depth).join('/node_modules/');
    if (lock.packages[base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`]) return true;
  }
  return false;
}

if (problems.length > 0) {
  process.stderr.write(
    `${problems.join('\n')}\nInstall again with the exact versions, or add the package to "overrides".\n`,
  );
  process.exitCode = 1;
}
