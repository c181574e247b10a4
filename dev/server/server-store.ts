/** Where a server of ours keeps everything. */
export type ServerStore =
  /** Gone with the process. */
  | { kind: 'memory' }
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
    case 'memory':
      return onSqlite({ databaseName: 'default', connectAttributes: { mode: 'memory', cache: 'private' } });
    case 'sqlite':
      return onSqlite({
        // The server puts the name into a `file:` URI without encoding it.
        databaseName: store.databaseFile.replace(/[%?#]/g, encodeURIComponent),
        connectAttributes: { mode: 'rwc', setup: 'true' },
        maxConnLifetime: '1h',
      });
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

const onSqlite = (database: object) => ({
  defaultStore: 'sqlite',
  visibilityStore: 'sqlite',
  datastores: {
    sqlite: {
      sql: {
        pluginName: 'sqlite',
        connectAddr: 'localhost',
        connectProtocol: 'tcp',
        // SQLite has one writer, and what is in memory is gone with its connection.
        maxConns: 1,
        maxIdleConns: 1,
        ...database,
      },
    },
  },
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
