import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serviceEnvironment } from './service-environment.ts';

/** A port that a program of another's has until the test is over. */
async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // Sound: it listens at a port.
  return String((server.address() as AddressInfo).port);
}

const service = async (): Promise<Record<string, string>> => ({
  ...(await serviceEnvironment()),
  LOG_LEVEL: 'error',
});

const nothing = (): Promise<Record<string, string>> => Promise.resolve({});

test.each([
  { part: 'the worker', file: 'worker/main.ts', variable: 'PORT', needs: service },
  { part: 'the API', file: 'src/cli/api.ts', variable: 'PORT', needs: service },
  { part: 'the sandbox', file: 'dev/sandbox.ts', variable: 'PORT', needs: nothing },
  { part: 'the sandbox', file: 'dev/sandbox.ts', variable: 'SANDBOX_PORT', needs: nothing },
  { part: 'the inbox of the sandbox', file: 'dev/sandbox.ts', variable: 'SANDBOX_SMTP_PORT', needs: nothing },
])(
  'where $part finds the port of $variable taken, it says so in one line and ends',
  async ({ file, variable, needs }) => {
    const port = await takenPort();
    const env = { DATA_DIR: temporaryFolder(), ...(await needs()), [variable]: port };
    expect(await runProgram(file, [], env)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `${variable} names a port that is taken, 127.0.0.1:${port}: end the program that has it, ` +
        `or set ${variable} to another port.\n`,
    });
  },
);

test('where LISTEN_HOST is no address of this machine, the API says so in one line and ends', async () => {
  const env = { DATA_DIR: temporaryFolder(), ...(await service()), LISTEN_HOST: '192.0.2.1', PORT: '4401' };
  expect(await runProgram('src/cli/api.ts', [], env)).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'LISTEN_HOST is no address of this machine, 192.0.2.1:4401: correct it, or leave it out for 127.0.0.1.\n',
  });
});
