import { builtProgram, isBuilt } from './build-go-program.ts';
import type { BuiltProgram, GoProgram } from './build-go-program.ts';

/** 1.32.0 is the first version with time skipping. Later ones need a newer Go. */
export const SERVER_VERSION = '1.32.0';

const SERVER: GoProgram = {
  name: 'the Temporal server',
  version: SERVER_VERSION,
  package: 'go.temporal.io/server/cmd/server',
  binary: 'server',
  cacheName: 'temporal-server',
  cost: 'about 4 minutes, 4 GB of disk',
};

/** The server. A build takes about 4 min on 2 cores, 15 s with Go's caches warm, and 4 GB of disk for those. */
export const builtServer = (env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<BuiltProgram> =>
  builtProgram(SERVER, env, say);

/** Whether it has been built, so that `builtServer` returns at once. */
export const isServerBuilt = (env: NodeJS.ProcessEnv): boolean => isBuilt(SERVER, env);
