import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { isExecutable } from './on-path.ts';

const DOWNLOAD_HOST = 'https://temporal.download';
const INFO_TIMEOUT_MS = 5_000;
const ARCHIVE_TIMEOUT_MS = 300_000;

export type DownloadedCli = { result: 'ready'; file: string } | { result: 'none'; why: string };

/**
 * Gets the version of the CLI that the SDK would use, in the same way: from the SDK's cache in the temporary folder, or from
 * the address that the SDK downloads from (`sdk-core/src/ephemeral_server`). We keep it in the user's cache. The SDK's own
 * function is not used, because it also starts the server, which would outlive a killed parent.
 */
export async function downloadedCli(options: {
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  host?: string;
}): Promise<DownloadedCli> {
  const { env, say, host = DOWNLOAD_HOST } = options;
  const existing = await keptDownload(env);
  if (existing !== undefined) return { result: 'ready', file: existing };
  const system = systemOf(process.platform, process.arch);
  if (system === undefined) {
    return { result: 'none', why: `there is no download for ${process.platform} on ${process.arch}` };
  }
  const query = new URLSearchParams({
    ...system,
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': versionOfSdk(),
  });
  const folder = await mkdtemp(join(cacheFolder(env), 'download-'));
  try {
    const info = await fetchInfo(`${host}/cli/default?${query.toString()}`);
    say('Downloading the Temporal CLI, once.');
    await extract(info, folder);
    const kept = join(cacheFolder(env), fileName());
    const extracted = join(folder, info.fileToExtract);
    await chmod(extracted, 0o755);
    await rename(extracted, kept);
    return { result: 'ready', file: kept };
  } catch (error) {
    return { result: 'none', why: `${new URL(host).host} gives nothing: ${reasonOf(error)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A CLI that we or the SDK have downloaded before. */
export async function keptDownload(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const ours = join(cacheFolder(env), fileName());
  if (isExecutable(ours)) return ours;
  const ofSdk = join(env['TMPDIR'] ?? tmpdir(), fileName());
  return isExecutable(ofSdk) && (await belongsToUser(ofSdk)) ? ofSdk : undefined;
}

interface DownloadInfo {
  archiveUrl: string;
  fileToExtract: string;
}

async function fetchInfo(url: string): Promise<DownloadInfo> {
  const response = await fetch(url, { signal: AbortSignal.timeout(INFO_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`it answers ${response.status}`);
  const info: unknown = await response.json();
  if (typeof info === 'object' && info !== null && 'archiveUrl' in info && 'fileToExtract' in info) {
    const { archiveUrl, fileToExtract } = info;
    const isName = typeof fileToExtract === 'string' && /^[\w.-]+$/.test(fileToExtract);
    if (typeof archiveUrl === 'string' && isName) return { archiveUrl, fileToExtract };
  }
  throw new Error('its answer is not the expected one');
}

async function extract(info: DownloadInfo, folder: string): Promise<void> {
  const response = await fetch(info.archiveUrl, { signal: AbortSignal.timeout(ARCHIVE_TIMEOUT_MS) });
  if (!response.ok || response.body === null) throw new Error(`its archive answers ${response.status}`);
  const archive = join(folder, 'archive.tar.gz');
  await pipeline(Readable.fromWeb(response.body), createWriteStream(archive));
  await promisify(execFile)('tar', ['-xzf', archive, '-C', folder, info.fileToExtract]);
}

// The file must be ours, because anybody may put one into the temporary folder.
async function belongsToUser(file: string): Promise<boolean> {
  const { uid } = await stat(file);
  return process.getuid === undefined || uid === process.getuid();
}

function systemOf(platform: string, arch: string): { platform: string; arch: string } | undefined {
  const platforms: Record<string, string> = { linux: 'linux', darwin: 'darwin' };
  const arches: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
  const [os, cpu] = [platforms[platform], arches[arch]];
  return os === undefined || cpu === undefined ? undefined : { platform: os, arch: cpu };
}

const fileName = (): string => `temporal-sdk-typescript-${versionOfSdk()}`;

function versionOfSdk(): string {
  const { version } = createRequire(import.meta.url)('@temporalio/client/package.json') as {
    version: string;
  };
  return version;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // `fetch` has the reason only in the cause of its error.
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
