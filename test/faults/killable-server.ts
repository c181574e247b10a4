import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../src/listening/free-ports.ts';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import type { TemporalServer } from '../../dev/server/temporal-server.ts';
import { serverOf } from '../dev/server/server-process.ts';

export interface KillableServer {
  address: string;
  /** How often it was killed so far. */
  kills(): number;
  /** kill -9, and another one on the same data and address. */
  killAndStart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A Temporal server of the test's own, whatever the environment points to. */
export async function killableServer(): Promise<KillableServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'instaotp-server-killed-'));
  const [port = 0] = await freePorts(1);
  const { TEMPORAL_ADDRESS: _configured, ...env } = process.env;
  const start = (): Promise<TemporalServer> =>
    startTemporal({ dataDir, needs: 'time_skipping', port, env, say: () => undefined });
  let server = await start();
  let kills = 0;
  return {
    address: server.address,
    kills: () => kills,
    async killAndStart() {
      process.kill(serverOf(dataDir).pid, 'SIGKILL');
      kills += 1;
      await server.ended;
      server = await start();
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
