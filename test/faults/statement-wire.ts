import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { frameReader, readyOf, statementOf } from './postgres-frames.ts';
import { CUT } from './wire.ts';

/** A statement as it goes over the wire. `after`: the database has it for good, and nobody has heard that yet. */
export interface StatementPoint {
  statement: RegExp;
  when: 'before' | 'after';
}

/** What is done while a statement, or its answer, is held. `CUT`: it is never passed on. */
export type Strike = () => Promise<typeof CUT | 'go on'>;

export interface StatementWire {
  url: string;
  /** The next statement at this point is held for `strike`, once. `forget` says whether it came to that. */
  aim(point: StatementPoint, strike: Strike): { forget: () => boolean };
  /** Nobody listens any more; what is open is cut. */
  down(): Promise<void>;
  up(): Promise<void>;
}

interface Aim extends StatementPoint {
  strike: Strike;
}

/** Stands between a program and PostgreSQL, and holds one statement at a time. */
export async function statementWire(target: string): Promise<StatementWire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let aim: Aim | undefined;
  /** The strike of the aim, if it is at this point. It is none from then on. */
  const struckAt = (statement: string, when: StatementPoint['when']): Strike | undefined => {
    if (aim?.when !== when || !aim.statement.test(statement)) return undefined;
    const { strike } = aim;
    aim = undefined;
    return strike;
  };

  /** What either side says is passed on in its order, and what is held holds what follows. */
  function relay(program: Socket, database: Socket): void {
    const asked = frameReader({ startsBare: true });
    const answered = frameReader({ startsBare: false });
    let striking: Strike | undefined;
    let there = Promise.resolve();
    let back = Promise.resolve();
    program.on('data', (piece: Buffer) => {
      const statements = asked(piece).flatMap((frame) => statementOf(frame) ?? []);
      there = there.then(async () => {
        for (const statement of statements) {
          striking ??= struckAt(statement, 'after');
          if ((await struckAt(statement, 'before')?.()) === CUT) program.destroy();
        }
        if (!database.destroyed) database.write(piece);
      });
    });
    database.on('data', (piece: Buffer) => {
      const isForGood = answered(piece).some((frame) => readyOf(frame)?.inTransaction === false);
      const strike = isForGood ? striking : undefined;
      if (isForGood) striking = undefined;
      back = back.then(async () => {
        if ((await strike?.()) === CUT) program.destroy();
        if (!program.destroyed) program.write(piece);
      });
    });
  }

  const server = createServer((program) => {
    const database = connect(Number(port), hostname);
    for (const [socket, other] of [
      [program, database],
      [database, program],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    relay(program, database);
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const stablePort = (server.address() as AddressInfo).port;
  const url = new URL(target);
  url.port = String(stablePort);
  return {
    url: url.href,
    aim(point, strike) {
      const own = { ...point, strike };
      aim = own;
      return {
        forget() {
          const isReached = aim !== own;
          aim = undefined;
          return isReached;
        },
      };
    },
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    up: () => listen(stablePort),
  };
}
