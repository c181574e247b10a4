import { Option, type Command } from 'commander';
import { CLAIM_TYPES } from '../contract/validation/requester.ts';
import type { NotUnderstood, Page } from '../ledger/read/page.ts';
import { ATTENTION, QUEUED_STAGES } from '../ledger/read/queue-query.ts';
import { WAITS_FOR } from '../ledger/read/waits-for.ts';
import { CLAUSES } from '../policy/clauses.ts';
import { VERSION_IDS } from '../policy/versions.ts';
import type { View } from './claim-lines.ts';
import type { Desk } from '../operations/desk.ts';
import type { OpenDesk } from './open-desk.ts';
import { troubleLine } from './endpoint-lines.ts';
import { foundLines, queuedLines, recordLines } from './ledger-show.ts';
import { NotPossible } from './not-possible.ts';
import { problemWords } from './show.ts';
import { printableJson } from './printable.ts';
import { widthOf } from './terminal.ts';
import { present } from '../contract/present.ts';

interface LedgerIo {
  out: (line: string) => void;
  columns?: number | undefined;
}

interface PageOptions {
  limit?: string;
  after?: string;
  json?: true;
}

/** The commands that read the ledger. */
export function addLedgerCommands(
  program: Command,
  { out, columns }: LedgerIo,
  openDesk: () => Promise<OpenDesk>,
): void {
  const read = async <T>(ask: (desk: Desk) => Promise<T>): Promise<T> => {
    const opened = await openDesk();
    try {
      return await ask(opened.desk);
    } finally {
      await opened.close();
    }
  };
  const json = (value: unknown): void => out(printableJson(value));
  const view = (): View => ({ now: Date.now(), width: widthOf(columns) });
  const show = <T>(
    page: Page<T> | NotUnderstood,
    { json: asJson }: PageOptions,
    linesOf: (entry: T) => string[],
    more: object = {},
  ): void => {
    if (!page.ok) throw new NotPossible(problemWords(page.problems));
    if (asJson) return json({ entries: page.entries, ...present({ next: page.next }), ...more });
    if (page.entries.length === 0) out('nothing');
    for (const entry of page.entries) for (const line of linesOf(entry)) out(line);
    if (page.next !== undefined) out(`more: --after ${page.next}`);
  };
  const paged = (command: Command): Command =>
    command
      .option('--limit <n>', '1 to 200, default 50')
      .option('--after <next>', 'goes on where an earlier page ended')
      .option('--json');

  paged(program.command('queue'))
    .description('what waits for support, the most urgent first')
    .addOption(new Option('--waits-for <side>', 'whose turn it is').choices(WAITS_FOR))
    .addOption(new Option('--stage <stage>').choices(QUEUED_STAGES))
    .addOption(new Option('--type <claimType>', 'of the open claim').choices(CLAIM_TYPES))
    .addOption(new Option('--attention <step>', 'only what needs attention there').choices(ATTENTION))
    .action(async (options: QueueOptions) => {
      const { limit, after, stage, type: claimType, attention, waitsFor } = options;
      const query = { limit: limit && Number(limit), after, stage, claimType, attention, waitsFor };
      const [page, endpoints] = await read((desk) =>
        Promise.all([desk.queue(query), desk.endpointsInTrouble()]),
      );
      if (!options.json) for (const each of endpoints) out(troubleLine(each));
      show(page, options, (entry) => queuedLines(entry, view()), { endpoints });
    });

  paged(program.command('search'))
    .description('purchases, the newest first')
    .option('--purchase <id>')
    .option('--activation <id>')
    .option('--customer <id>')
    .addOption(new Option('--stage <stage>').choices(QUEUED_STAGES))
    .option('--open', 'not decided yet')
    .option('--closed')
    .addOption(new Option('--type <claimType>', 'of any of its claims').choices(CLAIM_TYPES))
    .addOption(
      new Option('--clause <id>', 'that decided it, or one of its claims').choices(Object.keys(CLAUSES)),
    )
    .addOption(new Option('--policy <version>').choices(VERSION_IDS))
    .action(async (options: SearchOptions) => {
      const { limit, after, purchase, activation, customer, stage, open, closed, type, clause, policy } =
        options;
      const query = {
        limit: limit && Number(limit),
        after,
        purchaseId: purchase,
        activationId: activation,
        customerId: customer,
        stage: stage ?? (closed && 'closed'),
        open,
        claimType: type,
        clause,
        policyVersion: policy,
      };
      const page = await read((desk) => desk.search(query));
      show(page, options, (entry) => foundLines(entry, view()));
    });

  program
    .command('record')
    .description('all that the ledger holds of a purchase')
    .argument('<id>')
    .option('--public', 'of its timeline and of what was said only what the customer may see')
    .option('--json')
    .action(async (id: string, options: { public?: true; json?: true }) => {
      const record = await read((desk) => desk.record(id, { publicOnly: options.public === true }));
      if (record === undefined) throw new NotPossible(`There is no purchase ${id} on record.`);
      if (options.json) json(record);
      else for (const line of recordLines(record, view())) out(line);
    });

  program
    .command('mail')
    .description('a mail as it was handed over')
    .argument('<messageId>', 'from the record, with its angle brackets')
    .option('--json', 'also as HTML')
    .action(async (messageId: string, options: { json?: true }) => {
      const mail = await read((desk) => desk.mail(messageId));
      if (mail === undefined) throw new NotPossible(`There is no mail ${messageId} on record.`);
      if (options.json) return json(mail);
      for (const line of [mail.subject ?? '', '', mail.text ?? '']) out(line);
    });

  program
    .command('resend')
    .description('sends a mail of record once more')
    .argument('<messageId>', 'from the record, with its angle brackets')
    .requiredOption('--by <id>', 'who asks for it')
    .option('--to <address>', 'default: the customer’s, as the purchase knows it')
    .action(async (messageId: string, { by, to }: { by: string; to?: string }) => {
      const sent = await read((desk) => desk.resendMail({ messageId, by, to }));
      if ('possible' in sent) throw new NotPossible(sent.message);
      if (sent.status === 'rejected')
        throw new NotPossible(`The mail server refuses it: ${sent.responseCode}.`);
      out(`sent ${sent.messageId}`);
    });

  program
    .command('stages')
    .description('open purchases, counted by stage')
    .option('--json')
    .action(async (options: { json?: true }) => {
      const counts = await read((desk) => desk.stages());
      if (options.json) return json(counts);
      for (const [stage, purchases] of Object.entries(counts)) out(`${stage.padEnd(17)} ${purchases}`);
    });
}

interface QueueOptions extends PageOptions {
  stage?: string;
  type?: string;
  attention?: string;
  waitsFor?: string;
}

interface SearchOptions extends PageOptions {
  purchase?: string;
  activation?: string;
  customer?: string;
  stage?: string;
  open?: true;
  closed?: true;
  type?: string;
  clause?: string;
  policy?: string;
}
