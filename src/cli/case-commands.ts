import type { Command } from 'commander';
import type { CaseSettled, CaseSettlement } from '../ledger/write/cases.ts';
import type { Verdict } from './show.ts';

/** Settles a case in the ledger. */
export type SettleCase = (caseId: string, settlement: CaseSettlement) => Promise<CaseSettled>;

/** The commands with which support settles cases. */
export function addCaseCommands(
  program: Command,
  { out, err, fail }: { out: (line: string) => void; err: (line: string) => void; fail: () => void },
  settle: SettleCase,
): void {
  program
    .command('case')
    .description('what reconciliation leaves to support')
    .command('settle')
    .description('says that a case is settled, and how; nothing else follows from it')
    .argument('<caseId>', 'as npm run reconcile shows it')
    .requiredOption('--note <text>', 'what was done')
    .option('--by <id>', 'who did it', 'cli')
    .action(async (caseId: string, settlement: CaseSettlement) => {
      const { ok, line } = settlingVerdict(caseId, await settle(caseId, settlement));
      (ok ? out : err)(line);
      if (!ok) fail();
    });
}

function settlingVerdict(caseId: string, answer: CaseSettled): Verdict {
  switch (answer.result) {
    case 'settled':
      return { ok: true, line: `${caseId} is settled` };
    case 'already_settled':
      return {
        ok: false,
        line: `refused: already_settled: by ${answer.by}, ${new Date(answer.at).toISOString()}`,
      };
    case 'unknown_case':
      return { ok: false, line: `refused: unknown_case: there is no case ${caseId}` };
    case 'malformed':
      return { ok: false, line: `refused: malformed: ${answer.field} ${answer.message}` };
    default:
      return answer satisfies never;
  }
}
