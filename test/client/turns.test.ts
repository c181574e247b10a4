import { expect, test } from 'vitest';
import { NoTurnError, takeTurns } from '../../src/client/turns.ts';

const LONG_MS = 60_000;

/** A call that ends when the test says so. */
function held(log: string[], name: string): { call: () => Promise<string>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const call = async (): Promise<string> => {
    log.push(name);
    await ended;
    return name;
  };
  return { call, end };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test('of one key only so many are under way; the next one begins when one has ended, in the order they came', async () => {
  const turns = takeTurns(2);
  const log: string[] = [];
  const calls = ['a', 'b', 'c', 'd'].map((name) => held(log, name));
  const answers = calls.map(({ call }) => turns('p-1', LONG_MS, call));
  await settled();
  expect(log).toEqual(['a', 'b']);
  calls[1]?.end();
  await settled();
  expect(log).toEqual(['a', 'b', 'c']);
  for (const { end } of calls) end();
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
});

test('another key does not wait for it', async () => {
  const turns = takeTurns(1);
  const log: string[] = [];
  const first = held(log, 'first');
  const answer = turns('p-1', LONG_MS, first.call);
  expect(await turns('p-2', LONG_MS, () => Promise.resolve('other'))).toBe('other');
  first.end();
  expect(await answer).toBe('first');
});

test('a call that fails gives its turn on', async () => {
  const turns = takeTurns(1);
  const failing = turns('p-1', LONG_MS, () => Promise.reject(new Error('broken')));
  const next = turns('p-1', LONG_MS, () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

test('a call whose turn does not come in time is not made, and takes no turn from those behind it', async () => {
  const turns = takeTurns(1);
  const log: string[] = [];
  const first = held(log, 'first');
  const answer = turns('p-1', LONG_MS, first.call);
  const late = held(log, 'late');
  await expect(turns('p-1', 1, late.call)).rejects.toThrow(NoTurnError);
  const behind = turns('p-1', LONG_MS, () => Promise.resolve('behind'));
  first.end();
  expect([await answer, await behind]).toEqual(['first', 'behind']);
  expect(log).toEqual(['first']);
});
