import { Command } from 'commander';
import type { RequestAnswer } from '../client/request.ts';
import { addLedgerCommands } from './ledger-commands.ts';
import {
  addClaim,
  addEvidence,
  addWithdrawal,
  addAccessAnswers,
  addDispute,
  addChoice,
} from './customer-commands.ts';
import {
  addDecision,
  addAccessRequest,
  addRemediation,
  addSettlement,
  addContact,
} from './support-commands.ts';
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

export interface CommandIo {
  out: (line: string) => void;
  err: (line: string) => void;
  env: NodeJS.ProcessEnv;
  /** The width of the terminal. Absent: the output is no terminal. */
  columns?: number | undefined;
  /** Makes the command end with 1. */
  fail: () => void;
}

/** What commands that act on a purchase use. */
export interface CommandTools {
  io: CommandIo;
  where: () => Where;
  /** Performs one act, and prints its result and the state of the purchase after it. */
  act: (id: string, perform: (session: Session) => Promise<Verdict>) => Promise<void>;
}

export type AddCommands = (program: Command, tools: CommandTools) => void;

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

  // In the order in which a claim goes on: so they stand in the help.
  for (const add of [
    addClaim,
    addEvidence,
    addWithdrawal,
    addDecision,
    addAccessRequest,
    addAccessAnswers,
    addRemediation,
    addDispute,
    addChoice,
    addSettlement,
    addContact,
  ]) {
    add(program, request);
  }

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
