import process from 'node:process';
import type { Running } from '../../src/cli/start-file.ts';

/** A purchase that goes through a claim to its refund. Each line can be pasted as it is. */
const STORY = [
  'open --id demo-1',
  'sms demo-1',
  'complete demo-1',
  'claim demo-1 major_defect --reason "The number lost every second code today."',
  'skip demo-1 5d',
  'choose demo-1 refund',
  'status demo-1',
  'inbox --purchase demo-1',
  'webhooks',
];

/** What to try first, printed once everything runs. */
export function story({ sandboxShop, timeSkipping, pageUrl }: Running, dataDir: string): string[] {
  if (!sandboxShop) {
    return ['', `Open ${pageUrl} in a browser to see the purchases of your shop.`, 'Ctrl-C stops it.'];
  }
  const possible = STORY.filter((line) => timeSkipping || !/^(skip|choose)/.test(line));
  return [
    '',
    `Open ${pageUrl} in a browser and watch purchases go through the policy.`,
    'Or try, in another terminal and in this order:',
    ...possible.map((line) => `  ${onThisData(dataDir)}npm run cli -- ${line}`),
    `For a second time take another id than demo-1, or stop this, delete ${dataDir} and start it again.`,
    '',
    'Ctrl-C stops it.',
  ];
}

/** The variable to put in front of a command in another terminal, so that it uses this data folder. */
function onThisData(dataDir: string): string {
  if (!process.env['DATA_DIR']) return '';
  const quoted = /^[\w./-]+$/.test(dataDir) ? dataDir : `'${dataDir.replaceAll("'", `'\\''`)}'`;
  return `DATA_DIR=${quoted} `;
}
