import { Argument, Command, Option } from 'commander';
import type { RequestAnswer } from '../client/request.ts';
import type { By, ClaimType, DecideClaim, Remedy, SettleByHand } from '../contract/updates.ts';
import { REJECTION_CLAUSES, type RejectionClause } from '../contract/rejection-clause.ts';
import { CLAIM_TYPES } from '../contract/validation/requester.ts';
import { addLedgerCommands } from './ledger-commands.ts';
import { addCaseCommands } from './case-commands.ts';
import { addResendCommand } from './resend-command.ts';
import { addEndpointCommands } from './endpoint-commands.ts';
import { addEventCommands } from './event-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addDkimCommand } from './dkim-command.ts';
import { addOwnTextsCommands } from './own-texts-commands.ts';
import { addLinkCommands } from './link-commands.ts';
import { openDesk, withLedger, type DeskPlace, type OpenDesk } from './open-desk.ts';
import { openSession, type Session, type Where } from './session.ts';
import { requestVerdict, summaryLines, statusLines, type Verdict } from './show.ts';
import { printableJson } from './printable.ts';
import { widthOf } from './terminal.ts';
import { webhookSetup } from './webhook-setup.ts';
import { present } from '../contract/present.ts';

export interface CommandIo {
  out: (line: string) => void;
  err: (line: string) => void;
  env: NodeJS.ProcessEnv;
  /** The width of the terminal. Absent: the output is no terminal. */
  columns?: number | undefined;
  /** Makes the command end with 1. */
  fail: () => void;
}

const customer = (id: string): By => ({ kind: 'customer', id });
const support = (id: string): By => ({ kind: 'support', id });
/** What commands that act on a purchase use. */
export interface CommandTools {
  io: CommandIo;
  where: () => Where;
  /** Performs one act, and prints its result and the state of the purchase after it. */
  act: (id: string, perform: (session: Session) => Promise<Verdict>) => Promise<void>;
}

export type AddCommands = (program: Command, tools: CommandTools) => void;

/** An option of every act of a customer or of support. */
const BY = ['--by <id>', 'who asks, for the record', 'cli'] as const;
interface Asked {
  by: string;
}

const collect = (text: string, before: string[] = []): string[] => [...before, text];
/** An argument with choices. `words`: its description, without which the help would not list the choices. */
const choice = (name: string, words: string, choices: readonly string[]): Argument =>
  new Argument(name, words).choices(choices);

/** The commands for a running service. `addMore` adds further ones before them. */
export function commandsOf(io: CommandIo, addMore: AddCommands = () => undefined): Command {
  const program = new Command('cli')
    .description('Works a purchase from the command line, as shop, customer and support.')
    .option('--address <host:port>', 'Temporal, instead of TEMPORAL_ADDRESS or what npm start wrote down')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    });
  const where = (): Where => ({
    dataDir: io.env['DATA_DIR'] || '.data',
    address: program.opts<{ address?: string }>().address,
    env: io.env,
  });

  const act = async (id: string, perform: (session: Session) => Promise<Verdict>): Promise<void> => {
    const session = await openSession(where());
    try {
      const { ok, line } = await perform(session);
      (ok ? io.out : io.err)(line);
      if (!ok) io.fail();
      if (line.startsWith('refused: unknown_purchase') || line.startsWith('refused: invalid_input')) return;
      const { status, now } = await session.statusOf(id);
      for (const shown of summaryLines(status, now)) io.out(shown);
    } finally {
      await session.close();
    }
  };
  const request = (id: string, ask: (session: Session) => Promise<RequestAnswer>): Promise<void> =>
    act(id, async (session) => requestVerdict(await ask(session)));

  addMore(program, { io, where, act });

  program
    .command('claim')
    .description('the customer files a claim')
    .argument('<id>')
    .addArgument(choice('<type>', 'of the claim', CLAIM_TYPES))
    .requiredOption('--reason <text>', 'at least 20 characters')
    .option('--evidence <evidenceId>', 'may be repeated', collect)
    .option(...BY)
    .action(
      (
        id: string,
        claimType: ClaimType,
        { by, reason, evidence = [] }: Asked & { reason: string; evidence?: string[] },
      ) =>
        request(id, ({ returns }) =>
          returns.submitClaim(id, {
            by: customer(by),
            claimType,
            reason,
            evidence: evidence.map((evidenceId) => ({ evidenceId })),
          }),
        ),
    );
  program
    .command('evidence')
    .description('the customer adds a screenshot')
    .argument('<id>')
    .argument('<evidenceId>')
    .option(...BY)
    .action((id: string, evidenceId: string, { by }: Asked) =>
      request(id, ({ returns }) => returns.addEvidence(id, { by: customer(by), evidence: [{ evidenceId }] })),
    );
  program
    .command('withdraw')
    .description('the customer withdraws the claim')
    .argument('<id>')
    .option('--reason <text>')
    .option(...BY)
    .action((id: string, { by, reason }: Asked & { reason?: string }) =>
      request(id, ({ returns }) => returns.withdrawClaim(id, { by: customer(by), ...present({ reason }) })),
    );
  program
    .command('decide')
    .description('support decides the claim')
    .argument('<id>')
    .addArgument(choice('<decision>', 'support’s', ['approve', 'reject', 'request_evidence', 'reclassify']))
    .requiredOption('--note <text>', 'for the customer')
    .addOption(new Option('--clause <id>', 'to reject').choices(REJECTION_CLAUSES))
    .addOption(new Option('--type <claimType>', 'to reclassify').choices(CLAIM_TYPES))
    .option('--internal-note <text>', 'for support only')
    .option(...BY)
    .action(
      (
        id: string,
        decision: DecideClaim['decision'],
        options: Asked & { note: string; clause?: RejectionClause; type?: ClaimType; internalNote?: string },
      ) =>
        request(id, ({ returns }) => {
          const { by, note, clause, type, internalNote } = options;
          const asked = {
            by: support(by),
            decision,
            note,
            ...present({ clause, claimType: type, internalNote }),
          };
          // The client checks whether the options fit the decision.
          return returns.decideClaim(id, asked as DecideClaim);
        }),
    );
  program
    .command('access')
    .description('support asks for access')
    .argument('<id>')
    .requiredOption('--what <text>', 'what support needs to see, and why; no credentials')
    .option(...BY)
    .action((id: string, { by, what }: Asked & { what: string }) =>
      request(id, ({ returns }) => returns.requestAccess(id, { by: support(by), what })),
    );
  for (const granted of [true, false]) {
    program
      .command(granted ? 'grant' : 'refuse')
      .description(granted ? 'the customer grants access' : 'the customer refuses access')
      .argument('<id>')
      .option(...BY)
      .action((id: string, { by }: Asked) =>
        request(id, ({ returns }) => returns.answerAccess(id, { by: customer(by), granted })),
      );
  }
  program
    .command('remedied')
    .description('support says that the defect is remedied, or cannot be')
    .argument('<id>')
    .requiredOption('--summary <text>', 'for the customer')
    .option('--not-possible')
    .option(...BY)
    .action((id: string, { by, summary, notPossible }: Asked & { summary: string; notPossible?: true }) =>
      request(id, ({ returns }) =>
        returns.reportRemediation(id, {
          by: support(by),
          outcome: notPossible ? 'not_possible' : 'done',
          summary,
        }),
      ),
    );
  program
    .command('dispute')
    .description('the customer says that the defect is still there')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .option(...BY)
    .action((id: string, { by, reason }: Asked & { reason: string }) =>
      request(id, ({ returns }) => returns.disputeRemediation(id, { by: customer(by), reason })),
    );
  program
    .command('choose')
    .description('the customer chooses')
    .argument('<id>')
    .addArgument(choice('<remedy>', 'what the customer wants', ['refund', 'replacement']))
    .option(...BY)
    .action((id: string, remedy: Remedy, { by }: Asked) =>
      request(id, ({ returns }) => returns.chooseRemedy(id, { by: customer(by), remedy })),
    );
  program
    .command('settle')
    .description('support settles a step by hand')
    .argument('<id>')
    .addArgument(choice('<step>', 'the one that needs attention', ['cancel', 'refund', 'replacement']))
    .addArgument(
      choice('<action>', 'what to do about it', ['retry', 'done', 'returned_otherwise', 'abandon']),
    )
    .requiredOption('--note <text>', 'for support only')
    .option('--reference <text>', 'for done and returned_otherwise')
    .option(...BY)
    .action(
      (
        id: string,
        step: SettleByHand['step'],
        action: SettleByHand['action'],
        { by, note, reference }: Asked & { note: string; reference?: string },
      ) =>
        request(id, ({ returns }) => {
          const settlement = {
            by: support(by),
            step,
            action,
            note,
            ...present({ reference }),
          };
          // The client checks whether the options fit the action.
          return returns.settleByHand(id, settlement as SettleByHand);
        }),
    );
  program
    .command('contact')
    .description('support corrects the customer’s address')
    .argument('<id>')
    .requiredOption('--email <address>')
    .option(...BY)
    .action((id: string, { by, email }: Asked & { email: string }) =>
      request(id, ({ returns }) => returns.correctContact(id, { by: support(by), email })),
    );

  program
    .command('status')
    .description('everything about a purchase')
    .argument('<id>')
    .option('--json')
    .action(async (id: string, { json }: { json?: true }) => {
      const session = await openSession(where());
      try {
        const { status, now } = await session.statusOf(id);
        const view = { now, width: widthOf(io.columns) };
        if (json) io.out(printableJson(status));
        else for (const line of statusLines(status, view)) io.out(line);
      } finally {
        await session.close();
      }
    });
  const place = (): DeskPlace => ({ dataDir: where().dataDir, env: io.env });
  const desk = (): Promise<OpenDesk> => openDesk(place());
  addLedgerCommands(program, io, desk);
  addResendCommand(program, io, { openDesk: desk, openSession: () => openSession(where()) });
  addKeyCommands(program, io, (use) => withLedger(place(), use));
  addLinkCommands(
    program,
    (line) => io.out(line),
    (use) => withLedger(place(), use),
  );
  addDkimCommand(program, (line) => io.out(line), io.env);
  addOwnTextsCommands(program, io.out);
  addEndpointCommands(program, io, {
    withLedger: (use) => withLedger(place(), use),
    setup: () => webhookSetup(place()),
  });
  addEventCommands(program, io, place);
  addCaseCommands(program, io, async (caseId, settlement) => {
    const opened = await desk();
    return opened.desk.settleCase(caseId, settlement).finally(() => opened.close());
  });
  return program;
}
