import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ServerConnection } from './temporal-server.ts';

export interface ConfiguredServer {
  /** `undefined`: no address is configured, so a server of ours is wanted. */
  connection: ServerConnection | undefined;
  /** For a server of ours too. */
  namespace: string;
}

/** What `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, the other `TEMPORAL_…` variables and a profile file say. */
export function configuredServer(env: NodeJS.ProcessEnv): ConfiguredServer {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '') overrideEnvVars[name] = value;
  }
  const config = loadClientConnectConfig({ overrideEnvVars });
  const { address, tls, apiKey, metadata } = config.connectionOptions;
  const namespace = config.namespace ?? 'default';
  if (address === undefined) return { connection: undefined, namespace };
  return {
    namespace,
    connection: {
      address,
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata: metadata as Record<string, string> }),
    },
  };
}
