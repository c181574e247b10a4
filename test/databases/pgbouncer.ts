import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { freePorts } from '../../src/listening/free-ports.ts';
import { unprivilegedUser } from '../../dev/postgres/unprivileged-user.ts';
import { superviseProcess } from '../../dev/server/supervised-process.ts';

export interface Pooler {
  /** Of the database behind it. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Debian leaves its folder out of the PATH of most users. */
const PROGRAM = '/usr/sbin/pgbouncer';

/** PgBouncer with its own defaults, in transaction mode, before the PostgreSQL at `url`. */
export async function startPooler(url: string): Promise<Pooler> {
  const user = await unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'instaotp-pooler-'));
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'pgbouncer.ini');
  const users = join(folder, 'users.txt');
  await writeFile(users, '"postgres" ""\n');
  await writeFile(
    config,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${new URL(url).port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      '',
    ].join('\n'),
  );
  if (user !== undefined) {
    for (const path of [folder, config, users]) await chown(path, user.uid, user.gid);
  }
  let wrote = '';
  let heard = (): void => undefined;
  const ready = new Promise<'ready'>((resolve) => {
    heard = () => {
      if (wrote.includes('process up')) resolve('ready');
    };
  });
  const pooler = superviseProcess({
    file: PROGRAM,
    args: [config],
    env: process.env,
    cwd: folder,
    stopSignal: 'SIGINT',
    user,
    output(text) {
      wrote += text;
      heard();
    },
  });
  if ((await Promise.race([ready, pooler.exited])) !== 'ready') {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PgBouncer does not start; it wrote: ${wrote.trim()}`);
  }
  return {
    urlOf(databaseUrl) {
      const through = new URL(databaseUrl);
      through.port = String(port);
      return through.href;
    },
    async stop() {
      await pooler.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
