import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NoTemporalServer } from './server-connection.ts';
import type { ServerConnection } from './server-connection.ts';
import { present } from '../contract/present.ts';

export interface ConfiguredServer {
  /** `undefined`: no address is configured. Then a server of ours is used. */
  connection: ServerConnection | undefined;
  /** Also used on a server of ours. */
  namespace: string;
}

/**
 * What `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, the other `TEMPORAL_…` variables and a profile file say.
 * Throws `NoTemporalServer` if they contradict each other, or name a file that cannot be read.
 */
export function configuredServer(env: NodeJS.ProcessEnv): ConfiguredServer {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '') overrideEnvVars[name] = value;
  }
  const config = loaded(overrideEnvVars);
  const { address, tls, apiKey, metadata } = config.connectionOptions;
  const namespace = config.namespace ?? 'default';
  if (address === undefined) return { connection: undefined, namespace };
  return {
    namespace,
    connection: {
      address,
      // Sound: an environment has nothing but text.
      ...present({ tls: tls ?? undefined, apiKey, metadata: metadata as Record<string, string> | undefined }),
    },
  };
}

function loaded(overrideEnvVars: Record<string, string>): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (cause) {
    // For a profile that is not TOML, the lines of the error after the first quote it, keys included.
    const words = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    throw new NoTemporalServer(
      `The TEMPORAL_… variables or the profile cannot be used: ${words.join('')}. Correct them.`,
      { cause },
    );
  }
}
