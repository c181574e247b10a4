import { mkdirSync, rmSync } from 'node:fs';
import { processMark } from '../../src/cli/process-mark.ts';
import { startFileIn, type Running } from '../../src/cli/start-file.ts';
import { replaceFile } from '../sandbox/shop-data-file.ts';

export function writeRunning(dataDir: string, addresses: Omit<Running, 'pid' | 'mark'>): void {
  const mark = processMark(process.pid);
  if (mark === undefined) throw new Error('The start time of this process cannot be read.');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const running: Running = { pid: process.pid, mark, ...addresses };
  replaceFile(startFileIn(dataDir), `${JSON.stringify(running, null, 2)}\n`);
}

export const removeRunning = (dataDir: string): void => rmSync(startFileIn(dataDir), { force: true });

/** The addresses of the parts, one line each, for a person. */
export const runningLines = (running: Running, dataDir: string): string[] => [
  ...(running.pageUrl === undefined ? [] : [`  page            ${running.pageUrl}`]),
  ...(running.api === undefined
    ? []
    : [`  HTTP API        ${running.api.url}, shown at ${running.api.url}/docs`]),
  `  Temporal        ${running.temporalAddress}, namespace ${running.namespace}`,
  `  order service   ${running.orderServiceUrl}${running.sandboxShop ? ' (sandbox)' : ''}`,
  `  mails go to     ${running.mailsTo}`,
  `  data            ${dataDir}`,
];

/** Keys of the HTTP API for trying it out, which work until the next start. */
export const keyLines = ({ api }: Running): string[] =>
  api === undefined
    ? []
    : [
        '',
        'Keys of the HTTP API:',
        `  as the shop     ${api.keys.service}`,
        `  as support      ${api.keys.approver}`,
        ...(api.keys.admin === undefined ? [] : [`  as admin        ${api.keys.admin}`]),
      ];
