import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AwsClient } from 'aws4fetch';
import { builtProgram, type GoProgram } from '../../dev/server/build-go-program.ts';
import { superviseProcess, type SupervisedProcess } from '../../dev/server/supervised-process.ts';
import type { S3Place } from '../../src/evidence/s3-requests.ts';
import { freePorts } from '../../src/listening/free-ports.ts';

/** A gateway that serves a folder by S3, with buckets as folders and objects as files: Apache 2.0, without a registration. */
const S3_SERVER: GoProgram = {
  name: 'the S3 server of the tests',
  version: '1.8.0',
  package: 'github.com/versity/versitygw/cmd/versitygw',
  binary: 'versitygw',
  cacheName: 's3-server',
  cost: 'about two minutes, 1 GB of disk',
};

export interface S3Policy {
  Version: string;
  Statement: { Effect: string; Action: string | string[]; Resource: string }[];
}

export interface S3Server {
  /** Makes a bucket, and names a place in it, with a key that may do everything there. */
  newPlace(options?: { versions?: true }): Promise<S3Place>;
  /** Asks with the key of a place, as an operator does, what the product does not ask. */
  ask(place: S3Place, method: string, query: string, body?: string): Promise<string>;
  /** The place with a key that may do there what the policy says. */
  withKeyOf(place: S3Place, policy: S3Policy): Promise<S3Place>;
  /** The folder of a bucket. */
  folderOf(place: S3Place): string;
  /** Ends the server; its buckets stay. */
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Ends it and removes the buckets. */
  end(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** A server that speaks S3, on this machine. Throws if it cannot be built or does not start. */
export async function startS3Server(): Promise<S3Server> {
  const built = await builtProgram(S3_SERVER, process.env, (line) => void process.stderr.write(`${line}\n`));
  if (built.result === 'none') throw new Error(`There is no S3 server to test with: ${built.why}`);
  const root = mkdtempSync(join(tmpdir(), 'instaotp-s3-'));
  const buckets = join(root, 'buckets');
  const sidecar = join(root, 'sidecar');
  const versions = join(root, 'versions');
  const accounts = join(root, 'accounts');
  for (const folder of [buckets, sidecar, versions, accounts]) mkdirSync(folder);
  const [port = 0] = await freePorts(1);
  const key = { keyId: 'test-key', secret: `secret-of-${process.pid}` };
  let running: SupervisedProcess | undefined;
  let made = 0;
  let users = 0;

  const start = async (): Promise<void> => {
    const log = openSync(join(root, 'log'), 'a');
    // Metadata in files beside the objects: not every file system has extended attributes.
    running = superviseProcess({
      file: built.file,
      args: [
        '--port',
        `127.0.0.1:${port}`,
        '--region',
        'eu-central-1',
        '--keep-alive',
        '--quiet',
        '--iam-dir',
        accounts,
        'posix',
        '--sidecar',
        sidecar,
        '--versioning-dir',
        versions,
        buckets,
      ],
      env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: key.keyId, ROOT_SECRET_KEY: key.secret },
      cwd: root,
      output: log,
    });
    closeSync(log);
    const until = Date.now() + READY_WITHIN_MS;
    while (!(await takesConnections(port))) {
      if (running.hasExited() || Date.now() > until) {
        throw new Error(
          `The S3 server does not start: ${readFileSync(join(root, 'log'), 'utf8').slice(-2_000)}`,
        );
      }
      await delay(50);
    }
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'eu-central-1';
  const folderOf = ({ bucket }: S3Place): string => join(buckets, bucket);
  const ask = async (place: S3Place, method: string, query: string, body?: string): Promise<string> => {
    const client = new AwsClient({
      accessKeyId: place.keyId,
      secretAccessKey: place.secret,
      region,
      service: 's3',
    });
    const response = await client.fetch(`${endpoint}/${place.bucket}${query}`, {
      method,
      ...(body && { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${query} is answered with ${response.status}: ${text}`);
    return text;
  };

  await start();
  return {
    ask,
    async newPlace({ versions: withVersions } = {}) {
      made += 1;
      const prefix = made % 2 === 0 ? '' : 'some/where/';
      const place = { ...key, endpoint, bucket: `pictures-${made}`, prefix, region };
      await ask(place, 'PUT', '');
      if (withVersions) {
        const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
        await ask(place, 'PUT', '?versioning', enabled);
      }
      return place;
    },
    async withKeyOf(place, policy) {
      users += 1;
      const user = { keyId: `user-${users}`, secret: `secret-of-user-${users}` };
      const admin = ['admin', '--access', key.keyId, '--secret', key.secret, '--region', region];
      const toMake = ['create-user', '--access', user.keyId, '--secret', user.secret, '--role', 'user'];
      await promisify(execFile)(built.file, [...admin, '--endpoint-url', endpoint, ...toMake]);
      const Statement = policy.Statement.map((each) => ({ ...each, Principal: { AWS: user.keyId } }));
      await ask(place, 'PUT', '?policy', JSON.stringify({ ...policy, Statement }));
      return { ...place, ...user };
    },
    folderOf,
    stop,
    start,
    async end() {
      await stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
