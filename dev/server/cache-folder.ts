import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder for built and downloaded servers, shared by all checkouts of a user: `$XDG_CACHE_HOME/instaotp-returns` or
 * `~/.cache/instaotp-returns`. It is made if it is missing.
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  // The XDG base directory specification says that relative paths are ignored.
  const xdg = env['XDG_CACHE_HOME'];
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.cache');
  const folder = join(base, 'instaotp-returns');
  mkdirSync(folder, { recursive: true });
  return folder;
}
