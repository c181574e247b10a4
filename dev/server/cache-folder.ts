import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where a server that was built or downloaded is kept for all checkouts of one user:
 * `$XDG_CACHE_HOME/instaotp-returns` or `~/.cache/instaotp-returns`, made if missing.
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  // The XDG base directory specification has relative paths ignored.
  const xdg = env['XDG_CACHE_HOME'];
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.cache');
  const folder = join(base, 'instaotp-returns');
  mkdirSync(folder, { recursive: true });
  return folder;
}
