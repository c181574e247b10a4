import type { Socket } from 'node:net';
import { standBetween, type StandsBetween } from './stand-between.ts';
import { CUT, unharmed, type Passage, type WireCall } from './wire.ts';

export interface MailWire extends Omit<StandsBetween, 'port'> {
  url: string;
  /** The answer is the line after DATA. Until it is set to something else everything passes. */
  passage: Passage<string>;
  /** By Message-ID: how often the mail server took it and the worker got no answer. */
  lostAnswers: Map<string, number>;
}

const END_OF_DATA = '\r\n.\r\n';

/** Stands between worker and mail server. Whole mails are held back, the rest of the dialogue goes by. */
export async function mailWire(target: string): Promise<MailWire> {
  const { port, down, up } = await standBetween(target, (sender, receiver) => relay(sender, receiver, wire));
  const wire: MailWire = {
    url: `smtp://127.0.0.1:${port}`,
    passage: unharmed,
    lostAnswers: new Map(),
    down,
    up,
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
