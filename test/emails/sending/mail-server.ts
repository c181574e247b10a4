import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Arrived {
  envelope: { from: string; to: string[] };
  raw: string;
  parsed: Email;
}

export interface MailServer extends AsyncDisposable {
  url: string;
  port: number;
  arrived: Arrived[];
  /** Connections that were opened to it. */
  connections: () => number;
}

/** A real SMTP server on the loopback that takes every mail, unless `faults` say otherwise. */
export async function mailServer(faults: SMTPServerOptions = {}): Promise<MailServer> {
  const arrived: Arrived[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        void PostalMime.parse(raw).then((parsed) => {
          arrived.push({ envelope: { from, to: rcptTo.map(({ address }) => address) }, raw, parsed });
          done();
        });
      });
    },
    ...faults,
  });
  server.on('error', () => undefined); // A client that goes away in the middle is part of the tests.
  const net = server.listen(0, '127.0.0.1');
  await once(net, 'listening');
  const { port } = net.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    arrived,
    connections: () => connections,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Refuses a step of the dialogue. */
export const answer = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

/** A server that speaks by a script: `say` gets each line of the client and may answer or hang up. */
export async function scriptedServer(
  say: (line: string, socket: Socket) => void,
  greeting = '220 here\r\n',
): Promise<{ url: string; lines: string[] } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const lines: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
    let rest = '';
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString('utf8')).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        say(line, socket);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    lines,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers yes to everything up to the mail itself. */
export function polite(line: string, socket: Socket): void {
  if (line.startsWith('EHLO')) socket.write('250 here\r\n');
  else if (line.startsWith('MAIL') || line.startsWith('RCPT') || line === 'RSET') socket.write('250 ok\r\n');
  else if (line === 'DATA') socket.write('354 go on\r\n');
  else if (line === '.') socket.write('250 taken\r\n');
  else if (line === 'QUIT') socket.end('221 bye\r\n');
}
