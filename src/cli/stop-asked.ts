import process from 'node:process';

/**
 * Resolves with the first signal that asks this process to stop: Ctrl-C, `kill`, or what a container gets before it is
 * killed. From the call on neither ends the process by itself, and later ones change nothing: terminal and npm each pass
 * Ctrl-C on, so a process that handled only the first would be ended by the second in the middle of its work.
 */
export const stopAsked = (): Promise<'SIGTERM' | 'SIGINT'> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
