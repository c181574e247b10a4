/** Where a server of ours keeps everything. */
export type ServerStore =
  | { kind: 'sqlite'; databaseFile: string }
  | { kind: 'postgres'; hostAndPort: string; user: string; databases: PostgresDatabases };

/** The two databases of a server on PostgreSQL. */
export interface PostgresDatabases {
  /** Histories, timers, task queues. */
  main: string;
  /** The index for listing and searching workflows. */
  visibility: string;
}

/** The part of the server's configuration for its store. */
export function persistenceIn(store: ServerStore): {
  defaultStore: string;
  visibilityStore: string;
  datastores: object;
} {
  switch (store.kind) {
    case 'sqlite':
      return {
        defaultStore: 'sqlite',
        visibilityStore: 'sqlite',
        datastores: { sqlite: { sql: sqlite(store.databaseFile) } },
      };
    case 'postgres':
      return {
        defaultStore: 'main',
        visibilityStore: 'visibility',
        datastores: {
          main: { sql: postgres(store, store.databases.main) },
          visibility: { sql: postgres(store, store.databases.visibility) },
        },
      };
    default:
      return store satisfies never;
  }
}

const sqlite = (databaseFile: string): object => ({
  pluginName: 'sqlite',
  // The server puts the name into a `file:` URI without encoding it.
  databaseName: databaseFile.replace(/[%?#]/g, encodeURIComponent),
  connectAddr: 'localhost',
  connectProtocol: 'tcp',
  connectAttributes: { mode: 'rwc', setup: 'true' },
  // SQLite has one writer.
  maxConns: 1,
  maxIdleConns: 1,
  maxConnLifetime: '1h',
});

// 20 connections, the default of the server's image.
const postgres = (
  { hostAndPort, user }: Extract<ServerStore, { kind: 'postgres' }>,
  databaseName: string,
): object => ({
  pluginName: 'postgres12',
  databaseName,
  connectAddr: hostAndPort,
  connectProtocol: 'tcp',
  user,
  maxConns: 20,
  maxIdleConns: 20,
  maxConnLifetime: '1h',
});
