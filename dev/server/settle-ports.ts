import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, isPortFree } from '../../src/listening/free-ports.ts';
import { INTERNAL_PORTS, type ServerPorts } from './server-config.ts';

/** Beside the internal ones there are those of frontend, HTTP and metrics. */
const PORTS = INTERNAL_PORTS + 3;

/**
 * The ports of a server of ours: each that it had before if that is free, otherwise a new one. They are saved for the next
 * start.
 *
 * Workers and clients go on at the frontend's. The parts of the server find each other by addresses in the database: those
 * on other ports are tried at the old ones for up to half a minute, and queries fail meanwhile.
 */
export async function settlePorts(folder: string, port: number | undefined): Promise<ServerPorts> {
  const file = join(folder, 'ports.json');
  const before = existsSync(file) ? remembered(readFileSync(file, 'utf8')) : undefined;
  const old = before ? [port ?? before.frontend, before.http, before.metrics, ...before.internal] : [port];
  const kept = await Promise.all(
    old.map(async (each) => (each && (await isPortFree(each)) ? each : undefined)),
  );
  // More than are needed: what is kept is free too.
  const fresh = (await freePorts(2 * PORTS)).filter((each) => !kept.includes(each)).slice(0, PORTS);
  const [frontend, http, metrics, ...internal] = fresh.map((each, n) => kept[n] ?? each);
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
