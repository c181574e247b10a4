import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { present } from '../../src/contract/present.ts';

/** `[major, minor]` of the server inside the CLI; `undefined` if it does not say. */
export type ServerVersion = readonly [major: number, minor: number] | undefined;

const VERSION_TIMEOUT_MS = 10_000;

/**
 * What `temporal --version` prints, e.g. `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)`.
 * `broken`: it cannot be run.
 */
export async function cliServerVersion(
  cli: string,
  env: NodeJS.ProcessEnv,
): Promise<{ result: 'runs'; version: ServerVersion } | { result: 'broken'; why: string }> {
  try {
    const { stdout } = await promisify(execFile)(cli, ['--version'], { env, timeout: VERSION_TIMEOUT_MS });
    const found = /\bServer v?(\d+)\.(\d+)/.exec(stdout);
    return { result: 'runs', version: found === null ? undefined : [Number(found[1]), Number(found[2])] };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { result: 'broken', why: `\`${cli} --version\` fails (${code})` };
  }
}

/** Time skipping came with server 1.32. An unknown version counts as able, because it is probed later. */
export function maySkipTime(version: ServerVersion): boolean {
  if (version === undefined) return true;
  const [major, minor] = version;
  return major > 1 || (major === 1 && minor >= 32);
}

/** Arguments of the CLI for a development server like the one we build. */
export function cliArguments(options: {
  namespace: string;
  /** Default: everything in memory. */
  databaseFile?: string | undefined;
  ports: { frontend: number; http: number; metrics: number };
  dynamicConfig: Readonly<Record<string, boolean | string>>;
}): string[] {
  const { ports } = options;
  const flags = {
    '--ip': '127.0.0.1',
    '--namespace': options.namespace,
    '--port': String(ports.frontend),
    '--http-port': String(ports.http),
    '--metrics-port': String(ports.metrics),
    ...present({ '--db-filename': options.databaseFile }),
    '--log-level': 'warn',
    '--log-format': 'json',
  };
  // Values are JSON, so a string keeps its quotes.
  const dynamic = Object.entries(options.dynamicConfig).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${JSON.stringify(value)}`,
  ]);
  return ['server', 'start-dev', '--headless', ...Object.entries(flags).flat(), ...dynamic];
}
