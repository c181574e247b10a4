import type { ServerConnection } from '../../src/temporal/server-connection.ts';

/**
 * Where the server came from: `address` was configured, `path` is the Temporal CLI on the PATH,
 * `download` the CLI as the SDK downloads it, `built` was compiled here from the pinned Go module.
 */
export type ServerSource = 'address' | 'path' | 'download' | 'built';

/** A Temporal server that answers. */
export interface TemporalServer {
  /** `host:port` of the gRPC service. */
  address: string;
  /** A namespace that exists on the server. */
  namespace: string;
  source: ServerSource;
  /** Whether time can be skipped in a workflow (`skipTime`). It was probed. */
  timeSkipping: boolean;
  /** For `Connection.connect` and `NativeConnection.connect`. */
  connectionOptions: ServerConnection;
  /** Settles when a server of ours is gone: `reason` is undefined after `stop`. Never settles for `address`. */
  ended: Promise<{ reason: string | undefined }>;
  /** Stops a server of ours and waits until it is gone. Does nothing to a configured one. May be called twice. */
  stop(): Promise<void>;
}

export interface TemporalOptions {
  /** Default: the environment of the process. */
  env?: NodeJS.ProcessEnv;
  /** Our server keeps its data in `<dataDir>/temporal/`. */
  dataDir: string;
  /** With `time_skipping`, a source without it is passed over. */
  needs: 'time_skipping' | 'any';
  /** gRPC port of a server of ours. Default: a free one. */
  port?: number;
  /**
   * `fast_skips` lets timers be at most 10 ms late, so that a skip costs 30 ms instead of 1 s, for more work per timer.
   * Default: `fast_skips` if `needs` is `time_skipping`.
   */
  timerShift?: 'fast_skips' | 'default';
  /** Data in memory, gone with the server. `dataDir` is not touched. A purchase takes half the time of one on disk. */
  ephemeral?: boolean;
  /** Called with one line for a person: a source was passed over, or the progress of a build. */
  say: (line: string) => void;
}
