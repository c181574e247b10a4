import { join } from 'node:path';
import { makeOwnFolder } from '../server/own-folder.ts';
import { settleAddress } from './address-file.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { takeLock, type Lock } from '../server/lock-file.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { whyNotListening } from '../../src/cli/why-not-listening.ts';

/**
 * Starts the sandbox of a data folder on the ports that it had before. One process at a time can have it. Throws
 * `NotPossible` if another process has it, or a port is taken or not allowed. `stop` also releases the folder.
 */
export async function startEmbeddedSandbox(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  { listenHost, orderPort }: { listenHost?: string | undefined; orderPort?: number | undefined } = {},
): Promise<Sandbox> {
  const inboxPort = portFrom('SANDBOX_SMTP_PORT', env);
  const lock = hold(dataDir);
  try {
    const address = await settleAddress(dataDir, {
      orderPort: orderPort ?? portFrom('SANDBOX_PORT', env),
      inboxPort,
      token: env['ORDER_SERVICE_TOKEN'] || undefined,
    });
    const sandbox = await startSandbox({ dataDir, listenHost, ...address });
    return { ...sandbox, stop: () => sandbox.stop().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    if (!(error instanceof Error && 'port' in error && typeof error.port === 'number')) throw error;
    const { port } = error;
    throw port === inboxPort
      ? whyNotListening(error, { variable: 'SANDBOX_SMTP_PORT', host: '127.0.0.1', port })
      : whyNotListening(error, {
          variable: port === orderPort ? 'PORT' : 'SANDBOX_PORT',
          host: listenHost ?? '127.0.0.1',
          port,
        });
  }
}

function portFrom(name: string, env: NodeJS.ProcessEnv): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new NotPossible(`${name} is not a port: send a whole number from 1 to 65535, or leave it out.`);
}

function hold(dataDir: string): Lock {
  makeOwnFolder(join(dataDir, 'sandbox'));
  const answer = takeLock(join(dataDir, 'sandbox', 'sandbox.lock'));
  if (answer.held) return answer.lock;
  const { pid } = answer.holder;
  throw new NotPossible(
    `Process ${pid} runs a sandbox on this data: stop that one, or set DATA_DIR to another folder.`,
  );
}
