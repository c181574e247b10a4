import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { smtpWithTls } from '../../../src/config/plaintext.ts';
import { failure, mail, mailer, MESSAGE_ID, unavailable } from './mailer.ts';
import { mailServer, type MailServer } from './mail-server.ts';

interface Meddler extends AsyncDisposable {
  port: number;
  /** Lets everything through from the next connection on. */
  goAway(): void;
  /** The client's lines that could be read on the way. */
  readable(): string[];
}

/** Stands between, and takes STARTTLS out of the server's offers, and if `ofCommands` out of the client's commands. */
async function meddler(server: MailServer, { ofCommands }: { ofCommands: boolean }): Promise<Meddler> {
  let meddles = true;
  const sockets = new Set<Socket>();
  const read: string[] = [];
  const masked = (bytes: Buffer): Buffer =>
    Buffer.from(bytes.toString('latin1').replaceAll('STARTTLS', 'XXXXXXXX'), 'latin1');
  const between = createServer((near) => {
    const far = connect(server.port, '127.0.0.1');
    const here = meddles;
    near.on('data', (bytes) => {
      read.push(bytes.toString('latin1'));
      far.write(here && ofCommands ? masked(bytes) : bytes);
    });
    far.on('data', (bytes) => near.write(here ? masked(bytes) : bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  return {
    port: (between.address() as AddressInfo).port,
    goAway: () => {
      meddles = false;
    },
    // What is encrypted has no such lines.
    readable: () => read.join('').match(/^[A-Z]{4,}(?: [ -~]*)?(?=\r\n)/gm) ?? [],
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => between.close(() => resolve()));
    },
  };
}

/** A server that has STARTTLS, and would take a log-in without it as well. */
async function serverWithTls(): Promise<{ server: MailServer; logIns: string[] }> {
  const logIns: string[] = [];
  const server = await mailServer({
    disabledCommands: [],
    allowInsecureAuth: true,
    onAuth({ username, password }, { secure }, done) {
      logIns.push(`${username}:${password} ${secure ? 'over TLS' : 'in the clear'}`);
      done(null, { user: username ?? '' });
    },
  });
  return { server, logIns };
}

/** As the configuration makes it of an address elsewhere, and then led to this machine. */
function addressOf(port: number, query = ''): string {
  const url = new URL(smtpWithTls(`smtp://returns:geheim@mail.example.com:587${query}`));
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}

test('whoever takes STARTTLS out on the way gets no log-in and no mail, and the mail goes out once they are gone', async () => {
  const { server, logIns } = await serverWithTls();
  await using _server = server;
  await using way = await meddler(server, { ofCommands: true });
  const { sendMail } = mailer(addressOf(way.port, '?tls.rejectUnauthorized=false'));
  expect(await failure(sendMail(mail))).toEqual(
    unavailable('The mail server answered 500 to STARTTLS, and gets no log-in and no mail without TLS.', {
      responseCode: 500,
      code: 'ETLS',
      command: 'STARTTLS',
    }),
  );
  expect(way.readable()).toEqual([expect.stringMatching(/^EHLO /), 'STARTTLS']);
  expect(logIns).toEqual([]);
  expect(server.arrived).toEqual([]);

  way.goAway();
  expect(await sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
  expect(logIns).toEqual(['returns:geheim over TLS']);
  expect(server.arrived.map(({ parsed }) => parsed.messageId)).toEqual([MESSAGE_ID]);
  expect(way.readable()).toEqual([
    expect.stringMatching(/^EHLO /),
    'STARTTLS',
    expect.stringMatching(/^EHLO /),
    'STARTTLS',
  ]);
});

test('STARTTLS is used although the server’s offer of it was cut out on the way, and no log-in and no mail goes to a server whose certificate is not trusted', async () => {
  const { server, logIns } = await serverWithTls();
  await using _server = server;
  await using way = await meddler(server, { ofCommands: false });
  // Signed by itself, and expired since: which of the two is found first is OpenSSL's matter.
  const message = expect.stringMatching(
    /^The mail server has a certificate that is not trusted \((?:CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT)\)\.$/,
  );
  expect(await failure(mailer(addressOf(way.port)).sendMail(mail))).toEqual(
    unavailable(message, { code: 'ESOCKET', command: 'CONN' }),
  );
  expect(way.readable()).toEqual([expect.stringMatching(/^EHLO /), 'STARTTLS']);
  expect(logIns).toEqual([]);
  expect(server.arrived).toEqual([]);
});
