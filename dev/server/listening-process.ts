import { readFile, readdir, readlink } from 'node:fs/promises';

const LISTEN = '0A';
const LOOPBACK = '0100007F';

/**
 * Whether a process of this process group listens on 127.0.0.1:`port`. It looks at the group, because a `temporal` on the
 * PATH may be a script that starts the real one. It reads proc(5), so it works on Linux only; elsewhere `unknown`.
 */
export async function groupListensOn(group: number, port: number): Promise<'yes' | 'no' | 'unknown'> {
  const inode = await listeningInode(port);
  if (inode === undefined) return 'unknown';
  if (inode === null) return 'no';
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || (await groupOf(entry)) !== group) continue;
    if (await holdsSocket(entry, inode)) return 'yes';
  }
  return 'no';
}

async function groupOf(pid: string): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the name in parentheses: state, parent, group.
  const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
  return group === undefined ? undefined : Number(group);
}

async function holdsSocket(pid: string, inode: string): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (target === `socket:[${inode}]`) return true;
  }
  return false;
}

/** `null`: nobody listens there. `undefined`: this system does not show it. */
async function listeningInode(port: number): Promise<string | null | undefined> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => undefined);
  if (table === undefined) return undefined;
  const local = `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of table.split('\n')) {
    const [, localAddress, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (localAddress === local && state === LISTEN && inode !== undefined) return inode;
  }
  return null;
}
