import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { CUT, unharmed, type Passage, type WireCall } from './wire.ts';

export interface MailWire {
  url: string;
  /** The answer is the line after DATA. Until it is set to something else everything passes. */
  passage: Passage<string>;
  /** By Message-ID: how often the mail server took it and the worker got no answer. */
  lostAnswers: Map<string, number>;
  /** Nobody listens any more; what is open is cut. */
  down(): Promise<void>;
  up(): Promise<void>;
}

const END_OF_DATA = '\r\n.\r\n';

/** Stands between worker and mail server. Whole mails are held back, the rest of the dialogue goes by. */
export async function mailWire(target: string): Promise<MailWire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((sender) => {
    const receiver = connect(Number(port), hostname);
    for (const [socket, other] of [
      [sender, receiver],
      [receiver, sender],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    relay(sender, receiver, wire);
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const stablePort = (server.address() as AddressInfo).port;
  const wire: MailWire = {
    url: `smtp://127.0.0.1:${stablePort}`,
    passage: unharmed,
    lostAnswers: new Map(),
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    up: () => listen(stablePort),
  };
  return wire;
}

/** Bytes are kept one to one as latin1. */
function relay(sender: Socket, receiver: Socket, wire: MailWire): void {
  let mail: string | undefined;
  let waiting: { answered: (line: string) => void; cut: () => void } | undefined;

  receiver.setEncoding('latin1').on('data', (text: string) => {
    if (waiting) {
      const { answered } = waiting;
      waiting = undefined;
      return answered(text);
    }
    // Commands may be pipelined, and their answers come together.
    if (/^354/m.test(text)) mail = '';
    sender.write(text, 'latin1');
  });

  receiver.once('close', () => waiting?.cut());

  sender.setEncoding('latin1').on('data', (text: string) => {
    if (mail === undefined) {
      receiver.write(text, 'latin1');
      return;
    }
    mail += text;
    if (!mail.endsWith(END_OF_DATA)) return;
    const whole = mail;
    mail = undefined;
    const { call, messageId } = mailOf(whole);
    let isTaken = false;
    const forward = async (): Promise<string> => {
      const answer = await new Promise<string>((answered, reject) => {
        waiting = { answered, cut: () => reject(new Error('cut by the mail server')) };
        receiver.write(whole, 'latin1');
      });
      isTaken = answer.startsWith('250');
      return answer;
    };
    const answered = (answer: string): void => {
      const isHeard = answer !== CUT && !sender.destroyed;
      if (isTaken && !isHeard) wire.lostAnswers.set(messageId, (wire.lostAnswers.get(messageId) ?? 0) + 1);
      if (answer === CUT) sender.destroy();
      else sender.write(answer, 'latin1');
    };
    wire.passage(call, forward).then(answered, () => answered(CUT));
  });
}

/** A long Message-ID is on a line of its own. */
function mailOf(raw: string): { call: WireCall; messageId: string } {
  const [, messageId = '', template = '', purchaseId = ''] =
    /^Message-ID:\s+<(([a-z_]+)\.\d+\.([A-Za-z0-9_-]+)@[^>]*)>/im.exec(raw) ?? [];
  return { call: { kind: `mail:${template}`, purchaseId }, messageId };
}
