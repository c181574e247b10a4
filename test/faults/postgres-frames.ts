/** A message of PostgreSQL's protocol, version 3: a letter, and what follows its length. */
export interface Frame {
  type: string;
  body: Buffer;
}

const LENGTH_BYTES = 4;

/**
 * Cuts a stream into messages, in whatever pieces it comes. A client's first message has no letter: `startsBare`. It
 * is passed on with an empty one.
 */
export function frameReader({ startsBare }: { startsBare: boolean }): (piece: Buffer) => Frame[] {
  let rest = Buffer.alloc(0);
  let isBare = startsBare;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const frames: Frame[] = [];
    for (;;) {
      const letters = isBare ? 0 : 1;
      if (rest.length < letters + LENGTH_BYTES) return frames;
      const end = letters + rest.readUInt32BE(letters);
      if (rest.length < end) return frames;
      frames.push({
        type: rest.toString('latin1', 0, letters),
        body: rest.subarray(letters + LENGTH_BYTES, end),
      });
      rest = rest.subarray(end);
      isBare = false;
    }
  };
}

/** The text at `offset`, up to its zero byte, and where the next field begins. */
function textAt(body: Buffer, offset: number): { text: string; next: number } {
  const end = body.indexOf(0, offset);
  return { text: body.toString('utf8', offset, end), next: end + 1 };
}

/** The statement of `Query` or `Parse`. */
export function statementOf({ type, body }: Frame): string | undefined {
  if (type === 'Q') return textAt(body, 0).text;
  return type === 'P' ? textAt(body, textAt(body, 0).next).text : undefined;
}

/** The parameters of `Bind`; all that we send are text. */
export function parametersOf({ type, body }: Frame): string[] | undefined {
  if (type !== 'B') return undefined;
  let at = textAt(body, textAt(body, 0).next).next;
  at += 2 + 2 * body.readUInt16BE(at);
  const count = body.readUInt16BE(at);
  at += 2;
  const parameters: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const length = body.readInt32BE(at);
    at += LENGTH_BYTES;
    if (length < 0) continue;
    parameters.push(body.toString('utf8', at, at + length));
    at += length;
  }
  return parameters;
}

/** What `CommandComplete` says of a statement: its word, and the rows it changed. */
export function completionOf({ type, body }: Frame): { command: string; rows: number } | undefined {
  if (type !== 'C') return undefined;
  const words = textAt(body, 0).text.split(' ');
  return { command: words[0] ?? '', rows: Number(words.at(-1)) || 0 };
}

/** Whether it is a `DataRow` whose last field is the text of `true`. */
export const isTrue = ({ type, body }: Frame): boolean =>
  type === 'D' && body.toString('latin1').endsWith('t');

/** Of `ReadyForQuery`: whether a transaction is open. */
export function readyOf({ type, body }: Frame): { inTransaction: boolean } | undefined {
  return type === 'Z' ? { inTransaction: body.toString('latin1') !== 'I' } : undefined;
}
