import type { Socket } from 'node:net';
import { frameReader, readyOf, statementOf } from './postgres-frames.ts';
import { addressAt, standBetween, type StandsBetween } from './stand-between.ts';
import { CUT } from './wire.ts';

/** A statement as it goes over the wire. `after`: the database has it for good, and nobody has heard that yet. */
export interface StatementPoint {
  statement: RegExp;
  when: 'before' | 'after';
}

/** What is done while a statement, or its answer, is held. `CUT`: it is never passed on. */
export type Strike = () => Promise<typeof CUT | 'go on'>;

export interface StatementWire extends Omit<StandsBetween, 'port'> {
  url: string;
  /** The next statement at this point is held for `strike`, once. `forget` says whether it came to that. */
  aim(point: StatementPoint, strike: Strike): { forget: () => boolean };
}

interface Aim extends StatementPoint {
  strike: Strike;
}

/** Stands between a program and PostgreSQL, and holds one statement at a time. */
export async function statementWire(target: string): Promise<StatementWire> {
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

  const { port, down, up } = await standBetween(target, relay);
  return {
    url: addressAt(port, target),
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
    down,
    up,
  };
}
