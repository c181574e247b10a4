import { builtServer, isServerBuilt } from './build-server.ts';
import { downloadedCli, keptDownload } from './cli-download.ts';
import { cliServerVersion, maySkipTime } from './cli-server.ts';
import type { ServerKind } from './data-folder.ts';
import { findOnPath } from './on-path.ts';
import type { ServerSource } from './temporal-server.ts';

/** Where a server of ours can come from. */
export type OwnSource = Exclude<ServerSource, 'address'>;

/** In the order in which they are tried. */
export const OWN_SOURCES: readonly OwnSource[] = ['path', 'download', 'built'];

export const KIND: Readonly<Record<OwnSource, ServerKind>> = {
  path: 'cli',
  download: 'cli',
  built: 'server',
};

export type FoundExecutable =
  | { result: 'ready'; file: string }
  /** `usual`: this source is not there, which is no fault. */
  | { result: 'none'; why: string; usual?: true };

interface Wanted {
  env: NodeJS.ProcessEnv;
  needs: 'time_skipping' | 'any';
  say: (line: string) => void;
}

/** The program of one source, downloaded or built if necessary. `why` says in one line why there is none. */
export async function findExecutable(source: OwnSource, wanted: Wanted): Promise<FoundExecutable> {
  const { env, say } = wanted;
  switch (source) {
    case 'path': {
      const file = findOnPath('temporal', env);
      return file === undefined
        ? { result: 'none', why: 'there is none', usual: true }
        : cliFor(wanted, file);
    }
    case 'download': {
      const kept = await keptDownload(env);
      // A server that was built before is used without waiting for the network.
      if (kept === undefined && isServerBuilt(env)) {
        return { result: 'none', why: 'it is not downloaded while there is a built server', usual: true };
      }
      const download = await downloadedCli({ env, say });
      return download.result === 'none' ? download : cliFor(wanted, download.file);
    }
    case 'built':
      return builtServer(env, say);
    default:
      return source satisfies never;
  }
}

/** Whether its version shows that it is too old, so that it need not be started. */
async function cliFor({ env, needs }: Wanted, file: string): Promise<FoundExecutable> {
  const cli = await cliServerVersion(file, env);
  if (cli.result === 'broken') return { result: 'none', why: cli.why };
  if (needs === 'time_skipping' && !maySkipTime(cli.version)) {
    const version = cli.version?.join('.') ?? 'unknown';
    return { result: 'none', why: `its server ${version} is older than 1.32 and cannot skip time` };
  }
  return { result: 'ready', file };
}
