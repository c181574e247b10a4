import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { ServerConnection } from './server-connection.ts';
import { present } from '../contract/present.ts';

const PROBE_TIMEOUT_MS = 2_000;
const DEFAULT_PORT = 7233;

const NO_WAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: start it, or correct TEMPORAL_ADDRESS',
  ENOTFOUND: 'there is no host of that name: correct TEMPORAL_ADDRESS',
  EAI_AGAIN: 'its name cannot be looked up now: correct TEMPORAL_ADDRESS, or try again',
  ETIMEDOUT: 'it does not answer: see whether the way to it is open',
  EHOSTUNREACH: 'there is no way to it: correct TEMPORAL_ADDRESS, or open the way',
  ENETUNREACH: 'there is no way to it: correct TEMPORAL_ADDRESS, or open the way',
};

const UNKNOWN_SIGNER =
  'nobody we trust has signed its certificate: set TEMPORAL_TLS_SERVER_CA_CERT_PATH to its CA';

const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by itself: set TEMPORAL_TLS_SERVER_CA_CERT_PATH to it',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_SIGNER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_SIGNER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_SIGNER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_SIGNER,
  CERT_SIGNATURE_FAILURE: UNKNOWN_SIGNER,
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: correct it, or the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host: correct TEMPORAL_ADDRESS, or set TEMPORAL_TLS_SERVER_NAME',
};

export interface Unreached {
  /** The code of the system or of OpenSSL. */
  code?: string;
  /** What is wrong and what to do. It follows a colon. */
  says: string;
}

/**
 * Why a server that did not answer cannot be reached. The SDK reports every cause as an expired deadline, so this connects
 * once more without it. It sends no credential except the client certificate.
 */
export async function whyUnreached({ address, tls, apiKey }: ServerConnection): Promise<Unreached> {
  const to = hostAndPort(address);
  const way = await probe(connectTcp(to), ['connect']);
  if (way.result === 'failed') {
    const says = NO_WAY[way.code] ?? 'it cannot be reached: start it, or correct TEMPORAL_ADDRESS';
    return { code: way.code, says };
  }
  if (way.result === 'silent') return { says: 'it does not answer: see whether the way to it is open' };
  const settings = tls ?? apiKey !== undefined;
  return settings === false ? withoutTls(to) : withTls(to, settings === true ? {} : settings);
}

interface HostAndPort {
  host: string;
  port: number;
}

const NO_ANSWER: Unreached = {
  says: 'it does not answer in time: see whether it has started and is a Temporal server',
};

async function withoutTls(to: HostAndPort): Promise<Unreached> {
  // Certificates need not be checked: the connection only shows whether the server speaks TLS, and nothing is sent.
  const hello = await probe(tlsSocket(to, { rejectUnauthorized: false }), ['secureConnect']);
  const speaksTls = hello.result === 'done' || (hello.result === 'failed' && isAlert(hello.code));
  return speaksTls ? { says: 'it speaks TLS, and none is configured: set TEMPORAL_TLS=true' } : NO_ANSWER;
}

async function withTls(
  to: HostAndPort,
  tls: Exclude<ServerConnection['tls'], boolean | undefined>,
): Promise<Unreached> {
  const { serverNameOverride: servername, serverRootCACertificate: ca, clientCertPair: own } = tls;
  const socket = tlsSocket(to, {
    ...present({
      servername,
      ca: ca && Buffer.from(ca),
      cert: own && Buffer.from(own.crt),
      key: own && Buffer.from(own.key),
    }),
  });
  // The server checks our certificate after we have checked its own. Its first data shows that it accepted ours.
  const hello = await probe(socket, ['secureConnect', 'data']);
  if (hello.result !== 'failed') return NO_ANSWER;
  const { code, reached } = hello;
  const says = CERTIFICATE[code];
  if (says !== undefined) return { code, says };
  if (isAlert(code) || reached.includes('secureConnect')) {
    const set = 'set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH to one that it takes';
    return {
      code,
      says: `it breaks off TLS, as for a client certificate that is missing or refused: ${set}`,
    };
  }
  return {
    says: 'it speaks no TLS: unset TEMPORAL_TLS and TEMPORAL_API_KEY, or turn TLS on there',
  };
}

type Probe =
  | { result: 'done' }
  | { result: 'silent' }
  /** `reached`: the events that had come before. */
  | { result: 'failed'; code: string; reached: string[] };

/** Waits for all these events and closes the connection. */
function probe(socket: Socket, events: readonly string[]): Promise<Probe> {
  const reached: string[] = [];
  return new Promise<Probe>((resolve) => {
    for (const event of events) {
      socket.once(event, () => {
        reached.push(event);
        if (reached.length === events.length) resolve({ result: 'done' });
      });
    }
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ result: 'failed', code: error.code ?? 'no code', reached }),
    );
    socket.once('close', () => resolve({ result: 'failed', code: 'ECONNRESET', reached }));
    socket.setTimeout(PROBE_TIMEOUT_MS, () => resolve({ result: 'silent' }));
  }).finally(() => socket.destroy());
}

/** Sends the host's name (SNI) as the SDK does. An IP address is not sent. */
const tlsSocket = ({ host, port }: HostAndPort, options: ConnectionOptions): Socket =>
  connectTls({
    host,
    port,
    ALPNProtocols: ['h2'],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...options,
  });

/** The other side has ended the handshake with a TLS alert, so it does speak TLS. */
const isAlert = (code: string): boolean => /ALERT/.test(code);

function hostAndPort(address: string): HostAndPort {
  const { host, port } = /^(?<host>\[.*\]|[^:]*)(?::(?<port>\d+))?$/.exec(address)?.groups ?? {};
  return {
    host: (host ?? address).replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? DEFAULT_PORT : Number(port),
  };
}
