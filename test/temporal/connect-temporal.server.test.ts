import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { configuredServer } from '../../src/temporal/configured-server.ts';
import { connectTemporal } from '../../src/temporal/connect-temporal.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { NoTemporalServer, type ServerConnection } from '../../src/temporal/server-connection.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { denyingProxy } from './denying-proxy.ts';
import { CERTIFICATE, KEY } from './self-signed.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tlsFront } from './tls-front.ts';

/** The message for somebody who wants to use this server. `used`: there is none. */
async function messageFor(connection: ServerConnection, namespace = 'default'): Promise<string> {
  try {
    const opened = await connectTemporal({ connection, namespace }, 3_000);
    await opened.close();
    return 'used';
  } catch (error) {
    expect(error).toBeInstanceOf(NoTemporalServer);
    return error instanceof Error ? error.message : '';
  }
}

const pem = (text: string): Uint8Array => Buffer.from(text);
const trusted = { serverRootCACertificate: pem(CERTIFICATE) };

test.concurrent('a server that is away is distinguished from a host that is not there', async () => {
  const [port] = await freePorts(1);
  expect(await messageFor({ address: `127.0.0.1:${port}` })).toBe(
    `The Temporal server at 127.0.0.1:${port} cannot be used (ECONNREFUSED): nobody listens there: start it, or correct TEMPORAL_ADDRESS.`,
  );
  expect(await messageFor({ address: 'temporal.invalid:7233' })).toMatch(
    /^The Temporal server at temporal\.invalid:7233 cannot be used \((ENOTFOUND\): there is no host of that name: correct TEMPORAL_ADDRESS|EAI_AGAIN\): its name cannot be looked up now: correct TEMPORAL_ADDRESS, or try again)\.$/,
  );
});

test.concurrent('one that takes the connection and says nothing is distinguished from one that is away', async (context) => {
  const mute = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => void mute.close());
  const address = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const silent = `The Temporal server at ${address} cannot be used: it does not answer in time: see whether it has started and is a Temporal server.`;
  expect(await messageFor({ address })).toBe(silent);
  expect(await messageFor({ address, tls: true })).toBe(silent);
});

test.concurrent.each([
  { why: 'TLS is configured', more: { tls: true } },
  { why: 'an API key is configured, which goes over TLS alone', more: { apiKey: 'secret' } },
])('a server without TLS is called so where $why', async ({ more }) => {
  const address = inject('temporalAddress');
  expect(await messageFor({ address, ...more })).toBe(
    `The Temporal server at ${address} cannot be used: it speaks no TLS: unset TEMPORAL_TLS and TEMPORAL_API_KEY, or turn TLS on there.`,
  );
});

test.concurrent('a server with TLS is called so where none is configured, and used where all of it is', async (context) => {
  const address = `localhost:${await tlsFront(inject('temporalAddress'), context)}`;
  expect(await messageFor({ address })).toBe(
    `The Temporal server at ${address} cannot be used: it speaks TLS, and none is configured: set TEMPORAL_TLS=true.`,
  );
  expect(await messageFor({ address, tls: trusted })).toBe('used');
});

test.concurrent('a certificate that we do not trust is distinguished from one for another host', async (context) => {
  const port = await tlsFront(inject('temporalAddress'), context);
  expect(await messageFor({ address: `localhost:${port}`, tls: true })).toBe(
    `The Temporal server at localhost:${port} cannot be used (DEPTH_ZERO_SELF_SIGNED_CERT): its certificate is signed by itself: set TEMPORAL_TLS_SERVER_CA_CERT_PATH to it.`,
  );
  const tls = { ...trusted, serverNameOverride: 'temporal.example' };
  expect(await messageFor({ address: `localhost:${port}`, tls })).toBe(
    `The Temporal server at localhost:${port} cannot be used (ERR_TLS_CERT_ALTNAME_INVALID): its certificate is for another host: correct TEMPORAL_ADDRESS, or set TEMPORAL_TLS_SERVER_NAME.`,
  );
});

test.concurrent('a server that wants a certificate of ours says so, with none and with one that it does not take', async (context) => {
  const port = await tlsFront(inject('temporalAddress'), context, { asksForCertificate: true });
  const address = `localhost:${port}`;
  const clientCertPair = { crt: pem(CERTIFICATE), key: pem(KEY) };
  for (const tls of [trusted, { ...trusted, clientCertPair }]) {
    expect(await messageFor({ address, tls })).toMatch(
      new RegExp(
        `^The Temporal server at ${address} cannot be used \\(\\w+\\): it breaks off TLS, as for a client certificate that is missing or refused: ` +
          'set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH to one that it takes\\.$',
      ),
    );
  }
});

test.concurrent('a key that is no PEM is named as such', async () => {
  const address = inject('temporalAddress');
  const tls = { clientCertPair: { crt: pem(CERTIFICATE), key: pem('secret') } };
  const words = await messageFor({ address, tls });
  expect(words).toMatch(
    /cannot be used \(ERR_\w+\): a certificate or key of TEMPORAL_TLS_… is not in PEM format, or they do not belong together\.$/,
  );
  expect(words).not.toContain('secret');
  expect(
    await messageFor({ address, tls: { clientCertPair: { crt: pem(CERTIFICATE), key: pem(KEY) } } }),
  ).toContain('it speaks no TLS');
});

test.concurrent('a namespace that the server does not have comes with the command that makes it, long enough', async () => {
  const address = inject('temporalAddress');
  expect(await messageFor({ address }, 'never-made')).toBe(
    `The Temporal server at ${address} cannot be used: it has no namespace never-made: correct TEMPORAL_NAMESPACE, ` +
      'or run `temporal operator namespace create --namespace never-made --retention 720h`.',
  );
});

test.concurrent.for([
  {
    status: GRPC.UNAUTHENTICATED,
    says: '(UNAUTHENTICATED): it does not take our credentials: correct TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and its key.',
  },
  {
    status: GRPC.PERMISSION_DENIED,
    says: '(PERMISSION_DENIED): our credentials give no right to namespace default: correct TEMPORAL_NAMESPACE or TEMPORAL_API_KEY, or grant it.',
  },
])(
  'credentials that are refused with status $status are named as such',
  async ({ status, says }, context) => {
    const address = await denyingProxy(inject('temporalAddress'), 'GetSystemInfo', status, context);
    expect(await messageFor({ address })).toBe(`The Temporal server at ${address} cannot be used ${says}`);
  },
);

test.concurrent('credentials that may not describe the namespace are enough where they may use it', async (context) => {
  const address = await denyingProxy(
    inject('temporalAddress'),
    'DescribeNamespace',
    GRPC.PERMISSION_DENIED,
    context,
  );
  expect(await messageFor({ address })).toBe('used');
});

test('a certificate file that is not there is named, and no line of a profile that cannot be read is repeated', () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'ca.pem');
  const settings = { TEMPORAL_ADDRESS: 'localhost:7233', TEMPORAL_TLS_SERVER_CA_CERT_PATH: missing };
  expect(() => configuredServer(settings)).toThrow(
    new NoTemporalServer(
      `The TEMPORAL_… variables or the profile cannot be used: ENOENT: no such file or directory, open '${missing}'. Correct them.`,
    ),
  );
  const file = join(folder, 'temporal.toml');
  writeFileSync(file, '[profile.default]\napi_key = "secret" and more\n');
  const reading = (): unknown => configuredServer({ TEMPORAL_CONFIG_FILE: file });
  expect(reading).toThrow(NoTemporalServer);
  expect(reading).not.toThrow(/secret/);
});
