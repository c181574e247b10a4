import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
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

export interface S3Server {
  /** Makes a bucket, and names a place in it. */
  newPlace(): S3Place;
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
  const accounts = join(root, 'accounts');
  for (const folder of [buckets, sidecar, accounts]) mkdirSync(folder);
  const [port = 0] = await freePorts(1);
  const key = { keyId: 'test-key', secret: `secret-of-${process.pid}` };
  let running: SupervisedProcess | undefined;
  let made = 0;

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
  const folderOf = ({ bucket }: S3Place): string => join(buckets, bucket);

  await start();
  return {
    newPlace() {
      made += 1;
      const place = {
        ...key,
        endpoint: `http://127.0.0.1:${port}`,
        bucket: `pictures-${made}`,
        prefix: made % 2 === 0 ? '' : 'some/where/',
        region: 'eu-central-1',
      };
      mkdirSync(folderOf(place));
      return place;
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
