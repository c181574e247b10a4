import { persistenceIn } from './server-store.ts';
import type { ServerStore } from './server-store.ts';

/** Ports of the single-process server. All listen on 127.0.0.1 only. */
export interface ServerPorts {
  frontend: number;
  http: number;
  metrics: number;
  /** Seven more, over which the parts of the server call each other. */
  internal: readonly number[];
}

export const INTERNAL_PORTS = 7;

/** Enough for one process. It cannot change once a store exists. */
const HISTORY_SHARDS = 4;

/**
 * Configuration of `temporal-server` 1.32 as one process, as JSON, which is YAML too. The keys are those of the
 * server's own `config/development-sqlite-file.yaml`; `bindOnLocalHost` everywhere, as it asks for no password.
 */
export function renderServerConfig(options: {
  store: ServerStore;
  /** Default: 4. */
  historyShards?: number | undefined;
  dynamicConfigFile: string;
  ports: ServerPorts;
}): string {
  const { ports } = options;
  const inner = ports.internal.values();
  const next = (): number => {
    const port = inner.next().value;
    if (port === undefined) throw new Error(`ports.internal has fewer than ${INTERNAL_PORTS} ports.`);
    return port;
  };
  const rpc = (grpcPort: number, extra: object = {}) => ({
    rpc: { grpcPort, membershipPort: next(), bindOnLocalHost: true, ...extra },
  });
  return JSON.stringify({
    log: { stdout: true, level: 'warn' },
    persistence: {
      ...persistenceIn(options.store),
      numHistoryShards: options.historyShards ?? HISTORY_SHARDS,
    },
    global: {
      membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' },
      metrics: {
        prometheus: {
          listenAddress: `127.0.0.1:${ports.metrics}`,
          framework: 'tally',
          timerType: 'histogram',
        },
      },
    },
    services: {
      frontend: rpc(ports.frontend, { httpPort: ports.http }),
      matching: rpc(next()),
      history: rpc(next()),
      worker: rpc(next()),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: options.dynamicConfigFile, pollInterval: '10s' },
  });
}

/**
 * Dynamic configuration of a server of ours. Time skipping is off by default (server 1.32, `common/dynamicconfig`).
 * `history.timerProcessorMaxTimeShift` is 1 s by default: how late a timer may be, and what each skip then costs.
 * `…UpdateAckInterval` is 30 s by default: how often a queue writes how far it is, before which no workflow that has just
 * closed is deleted.
 */
export function dynamicConfig(
  timerShift: 'fast_skips' | 'default',
  timeSkipping = true,
): Record<string, boolean | string> {
  const always = { 'frontend.WorkflowTimeSkippingEnabled': timeSkipping };
  switch (timerShift) {
    case 'fast_skips':
      return {
        ...always,
        'history.timerProcessorMaxTimeShift': '10ms',
        'history.transferProcessorUpdateAckInterval': '1s',
        'history.timerProcessorUpdateAckInterval': '1s',
        'history.visibilityProcessorUpdateAckInterval': '1s',
      };
    case 'default':
      return always;
    default:
      return timerShift satisfies never;
  }
}

/** The dynamic configuration as a file for `dynamicConfigClient`. */
export function renderDynamicConfig(values: Readonly<Record<string, boolean | string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [{ value }]])));
}
