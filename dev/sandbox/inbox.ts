import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Instant } from '../../src/contract/scalars.ts';
import { readMessage, type InboxMessage } from './inbox-message.ts';
import { mailFolder } from './mail-folder.ts';

export type InboxFault =
  /** RCPT is answered with `code`: 550 means the recipient, every other code means later. */
  | {
      kind: 'refuse_recipient';
      code: number;
      times: number | 'until_cleared';
      recipient?: string | undefined;
    }
  /** The mail is kept, then the connection is cut without an answer. */
  | { kind: 'drop_after_data'; times: number | 'until_cleared' };

export interface Inbox {
  /** `smtp://127.0.0.1:<port>`; the same after `down` and `up`. */
  url: string;
  /** All received mails, in order. */
  messages(): readonly InboxMessage[];
  addFault(fault: InboxFault): void;
  /** The faults that are left, with how often each still happens. */
  faults(): InboxFault[];
  clearFaults(): void;
  /** Stops listening and cuts open connections. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface InboxOptions {
  /** 0: any free one. */
  port: number;
  dataDir: string | undefined;
  now: () => Instant;
}

/** 550 and 554 have more than one meaning, so the enhanced code says which. */
const WORDS: Readonly<Record<number, string>> = {
  550: '5.1.1 no such user, as the sandbox was told',
  554: '5.7.1 blocked, as the sandbox was told',
};

const LONGEST_MAIL_BYTES = 5 * 1024 * 1024;

/** A mail server on loopback that keeps the mails it gets and forwards none. Rejects if the port is taken. */
export async function startInbox({ port, dataDir, now }: InboxOptions): Promise<Inbox> {
  const folder = mailFolder(dataDir);
  const messages = await folder.readAll();
  let faults: InboxFault[] = [];
  let listening = await listen(port);

  function take<K extends InboxFault['kind']>(
    kind: K,
    recipient = '',
  ): Extract<InboxFault, { kind: K }> | undefined {
    const due = faults.find(
      (fault): fault is Extract<InboxFault, { kind: K }> =>
        fault.kind === kind && (!('recipient' in fault) || (fault.recipient ?? recipient) === recipient),
    );
    if (due !== undefined && due.times !== 'until_cleared') {
      due.times -= 1;
      if (due.times <= 0) faults = faults.filter((fault) => fault !== due);
    }
    return due;
  }

  async function keep(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    if (stream.sizeExceeded) throw refusal(552, 'too long');
    const raw = Buffer.concat(chunks);
    const message = await readMessage(raw, now());
    folder.add(raw, message.receivedAt);
    messages.push(message);
  }

  function listen(at: number): Promise<Listening> {
    const sockets = new Map<number, Socket>();
    const server = new SMTPServer({
      // Without TLS and accounts, because the port is on loopback.
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: LONGEST_MAIL_BYTES,
      onRcptTo({ address }, _session, done) {
        const refused = take('refuse_recipient', address);
        done(refused ? refusal(refused.code, WORDS[refused.code] ?? 'as the sandbox was told') : null);
      },
      onData(stream, session, done) {
        keep(stream).then(
          () => {
            if (take('drop_after_data')) sockets.get(session.remotePort)?.destroy();
            else done(null);
          },
          (error: unknown) => done(error instanceof Error ? error : new Error('the mail cannot be read')),
        );
      },
      onClose: (session: SMTPServerSession) => void sockets.delete(session.remotePort),
    });
    server.server.on('connection', (socket) => {
      if (socket.remotePort !== undefined) sockets.set(socket.remotePort, socket);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        // A sender that hangs up in the middle is reported here too. Nothing has to be done.
        server.off('error', reject).on('error', () => undefined);
        const { port: actual } = server.server.address() as AddressInfo;
        resolve({ server, sockets, port: actual });
      });
    });
  }

  const { port: stablePort } = listening;
  let isUp = true;
  return {
    url: `smtp://127.0.0.1:${stablePort}`,
    messages: () => messages,
    addFault: (fault) => void faults.push({ ...fault }),
    faults: () => structuredClone(faults),
    clearFaults() {
      faults = [];
    },
    async down() {
      if (!isUp) return;
      isUp = false;
      const closed = new Promise<void>((resolve) => listening.server.server.once('close', resolve));
      listening.server.close();
      for (const socket of listening.sockets.values()) socket.destroy();
      await closed;
    },
    async up() {
      if (isUp) return;
      listening = await listen(stablePort);
      isUp = true;
    },
  };
}

interface Listening {
  server: SMTPServer;
  /** By the sender's port. */
  sockets: Map<number, Socket>;
  port: number;
}

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
