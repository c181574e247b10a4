import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../../dev/server/lock-file.ts';
import { processMark } from '../../../src/cli/process-mark.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** The pid of a process that has ended. */
const deadPid = (): number => Number(execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }));

const written = (path: string, holder: unknown): void => writeFileSync(path, JSON.stringify(holder));

test('while one holds the lock another is told who, with what the holder noted', () => {
  const path = join(temporaryFolder(), 'lock');
  const first = takeLock(path);
  if (!first.held) throw new Error('The lock is new.');
  first.lock.write({ address: '127.0.0.1:1' });

  expect(takeLock(path)).toEqual({
    held: false,
    holder: { pid: process.pid, mark: processMark(process.pid), note: { address: '127.0.0.1:1' } },
  });
});

test('a released lock can be taken, and a late word of its former holder does not bring it back', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  const first = takeLock(path);
  if (!first.held) throw new Error('The lock is new.');

  first.lock.release();
  first.lock.write({ late: 1 });

  expect(existsSync(path)).toBe(false);
  const second = takeLock(path);
  expect(second.held).toBe(true);
  first.lock.release();
  expect(readdirSync(folder)).toEqual(['lock']);
});

test.each([
  { whose: 'a process that has ended', holder: () => ({ pid: deadPid(), mark: '1', note: {} }) },
  {
    whose: 'an earlier process with the pid of a running one',
    holder: () => ({ pid: process.pid, mark: 'earlier', note: {} }),
  },
  { whose: 'nobody: it is not a lock of ours', holder: () => ({ other: true }) },
])('the lock of $whose is taken over', ({ holder }) => {
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  written(path, holder());

  expect(takeLock(path).held).toBe(true);

  expect(takeLock(path)).toMatchObject({ held: false, holder: { pid: process.pid } });
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a dead lock stays while what its process left behind is in use', () => {
  const path = join(temporaryFolder(), 'lock');
  const holder = { pid: deadPid(), mark: '1', note: { serverPid: 2 } };
  written(path, holder);

  expect(takeLock(path, ({ note }) => note['serverPid'] === 2)).toEqual({ held: false, holder });
  expect(takeLock(path, () => false).held).toBe(true);
});
