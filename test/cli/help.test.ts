import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { addTryingOutCommands } from '../../dev/cli/trying-out-commands.ts';
import { commandsOf } from '../../src/cli/commands.ts';

const io = { out: () => undefined, err: () => undefined, env: {}, fail: () => undefined };
const program = commandsOf(io, addTryingOutCommands);

const commandNamed = (...path: string[]): Command =>
  path.reduce((found: Command, name) => {
    const next = found.commands.find((each) => each.name() === name);
    if (next === undefined) throw new Error(`no command ${name}`);
    return next;
  }, program);

const ACTS = [
  ['claim'],
  ['evidence'],
  ['withdraw'],
  ['decide'],
  ['access'],
  ['grant'],
  ['refuse'],
  ['remedied'],
  ['dispute'],
  ['choose'],
  ['settle'],
  ['contact'],
  ['case', 'settle'],
  ['resend'],
];

test.each(ACTS)('%s %s takes who does it', (...path) =>
  expect(commandNamed(...path.filter(Boolean)).options.map(({ long }) => long)).toContain('--by'),
);

test.each([
  ['evidence'],
  ['withdraw'],
  ['decide'],
  ['access'],
  ['grant'],
  ['refuse'],
  ['remedied'],
  ['dispute'],
  ['choose'],
])('%s takes the claim that is meant', (name) =>
  expect(commandNamed(name).options.map(({ long }) => long)).toContain('--claim'),
);

test.each([
  { path: ['claim'], words: ['"non_receipt", "invalid_number", "major_defect"'] },
  {
    path: ['decide'],
    words: [
      '"approve", "reject", "request_evidence", "reclassify"',
      '"R1", "C1", "C2", "C3", "X1", "X2", "X3", "P2", "P3"',
      '"non_receipt", "invalid_number", "major_defect"',
    ],
  },
  { path: ['choose'], words: ['"refund", "replacement"'] },
  { path: ['settle'], words: ['"cancel", "refund", "replacement"', '"retry", "done"'] },
  { path: ['open'], words: ['"2026-01", "sandbox-short"'] },
  {
    path: ['queue'],
    words: ['"support", "customer", "order_service"', '"in_review"', '"major_defect"', '"any", "cancel"'],
  },
  { path: ['search'], words: ['"awaiting_sms"', '"closed"', '"C3a"', '"2026-01"', '"major_defect"'] },
  { path: ['fault', 'add'], words: ['"lookUpRefund"', '"answer_lost_after_effect"'] },
])('the help of $path lists what may be written', ({ path, words }) => {
  const help = commandNamed(...path)
    .helpInformation()
    .replace(/\s+/g, ' ');
  expect(words.filter((each) => !help.includes(each))).toEqual([]);
});

test('the product’s own program has the same commands but those that need a sandbox or skip time', () => {
  const namesOf = ({ commands }: Command): string[] => commands.map((each) => each.name());
  const own = namesOf(commandsOf(io));
  expect(namesOf(program).filter((name) => !own.includes(name))).toEqual([
    'open',
    'sms',
    'complete',
    'cancel',
    'refund-updated',
    'skip',
    'fault',
    'inbox',
    'webhooks',
  ]);
});
