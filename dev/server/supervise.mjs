// Runs one command and ends it when the process that started this one is gone, even after kill -9:
// the channel to the parent closes with it. Plain JavaScript, so that it starts without a loader.
// Arguments: { graceMs, stopSignal, folder?, uid?, gid? } as JSON, command, its arguments. Messages to the parent: { pid }.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

const [options = '{}', command = '', ...args] = process.argv.slice(2);
const { graceMs, stopSignal, folder, ...user } = JSON.parse(options);
const stdio = ['ignore', 'inherit', 'inherit', ...(folder === undefined ? [] : [openSync(folder, 'r')])];
// Its own process group: a signal for the terminal's group does not reach it, and all it starts can be ended at once.
const child = spawn(command, args, { stdio, detached: true, ...user });

const signalAll = (signal) => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
};

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  signalAll(stopSignal);
  setTimeout(() => signalAll('SIGKILL'), graceMs);
};

process.on('disconnect', stop);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

child.on('spawn', () => process.connected && process.send({ pid: child.pid }, () => {}));
child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  signalAll('SIGKILL');
  process.exit(code ?? (signal === null ? 1 : 128));
});
