import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../sandbox/books-file.ts';
import { isRunning, processMark } from '../temporal/process-mark.ts';

const Running = z.object({
  pid: z.int(),
  /** Tells this process from a later one of the same pid. */
  mark: z.string(),
  temporalAddress: z.string(),
  namespace: z.string(),
  timeSkipping: z.boolean(),
  orderServiceUrl: z.string(),
  /** Host and port only: an SMTP address may carry a password. */
  mailsTo: z.string(),
  /** Where the sandbox is driven, if there is one. */
  sandboxUrl: z.string().optional(),
  /** Whether the shop is the sandbox's. */
  sandboxShop: z.boolean(),
  /** Socket at which this process answers what is asked of its ledger. */
  deskPath: z.string(),
  /** Where the page is; absent in a file that an older version wrote. */
  pageUrl: z.string().optional(),
});

/** Where the parts of a running `npm start` are. Without any token. */
export type Running = z.infer<typeof Running>;

const pathIn = (dataDir: string): string => join(dataDir, 'start.json');

/** `undefined`: none runs on this data. What a killed one left behind does not count. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    const running = Running.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')));
    return isRunning(running.pid, running.mark) ? running : undefined;
  } catch {
    return undefined;
  }
}

export function writeRunning(dataDir: string, addresses: Omit<Running, 'pid' | 'mark'>): void {
  const mark = processMark(process.pid);
  if (mark === undefined) throw new Error('The start time of this process cannot be read.');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const running: Running = { pid: process.pid, mark, ...addresses };
  replaceFile(pathIn(dataDir), `${JSON.stringify(running, null, 2)}\n`);
}

export const removeRunning = (dataDir: string): void => rmSync(pathIn(dataDir), { force: true });

/** For a person, a line each. */
export const runningLines = (running: Running, dataDir: string): string[] => [
  ...(running.pageUrl === undefined ? [] : [`  page            ${running.pageUrl}`]),
  `  Temporal        ${running.temporalAddress}, namespace ${running.namespace}`,
  `  order service   ${running.orderServiceUrl}${running.sandboxShop ? ' (sandbox)' : ''}`,
  `  mails go to     ${running.mailsTo}`,
  `  data            ${dataDir}`,
];
