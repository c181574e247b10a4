import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, isPortFree } from '../../src/listening/free-ports.ts';
import { INTERNAL_PORTS, type ServerPorts } from './server-config.ts';

/**
 * The ports of a server of ours: those it had before if they are free, otherwise new ones. They are saved for the next start.
 *
 * The parts of the server find each other by addresses in the database. After a restart on other ports they would try the
 * old addresses for up to half a minute, and queries would fail meanwhile.
 */
export async function settlePorts(folder: string, port: number | undefined): Promise<ServerPorts> {
  const file = join(folder, 'ports.json');
  const before = existsSync(file) ? remembered(readFileSync(file, 'utf8')) : undefined;
  if (before && (port === undefined || port === before.frontend) && (await areFree(before))) return before;
  const [frontend, http, metrics, ...internal] = await freePorts(INTERNAL_PORTS + 3);
  if (frontend === undefined || http === undefined || metrics === undefined)
    throw new Error('Too few ports.');
  const ports: ServerPorts = { frontend: port ?? frontend, http, metrics, internal };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

/** `undefined` if the file does not have the form in which we write it. */
function remembered(text: string): ServerPorts | undefined {
  try {
    const { frontend, http, metrics, internal } = JSON.parse(text) as Partial<ServerPorts>;
    if (!frontend || !http || !metrics || internal?.length !== INTERNAL_PORTS) return undefined;
    return { frontend, http, metrics, internal };
  } catch {
    return undefined;
  }
}

async function areFree({ frontend, http, metrics, internal }: ServerPorts): Promise<boolean> {
  const free = await Promise.all([frontend, http, metrics, ...internal].map(isPortFree));
  return free.every(Boolean);
}
