import type { Command } from 'commander';
import type { CommandTools } from '../../src/cli/commands.ts';
import type { Session } from '../../src/cli/session.ts';
import { durationFrom } from '../../src/cli/duration-argument.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { skipTime, type Skip } from '../server/skip-time.ts';

export function addSkipCommand(program: Command, { act }: CommandTools): void {
  program
    .command('skip')
    .description('lets this much of the purchase’s own time pass')
    .argument('<id>')
    .argument('<duration>', 'like 20m, 12h or 5d')
    .action(async (id: string, duration: string) => {
      const durationMs = durationFrom(duration);
      await act(id, async (session) => {
        await session.statusOf(id);
        const skip = await skipIn(session, id, durationMs);
        switch (skip.result) {
          case 'arrived':
            return { ok: true, line: `its clock shows ${new Date(skip.now).toISOString()}` };
          case 'ended':
            return { ok: true, line: 'the purchase has closed' };
          case 'failed':
            return { ok: false, line: `time stood still: ${skip.reason}` };
          default:
            return skip satisfies never;
        }
      });
    });
}

async function skipIn(
  { returns, service, workflow }: Session,
  purchaseId: PurchaseId,
  durationMs: number,
): Promise<Skip> {
  const found = await returns.status(purchaseId);
  if (found.found && found.from === 'record') return { result: 'ended' };
  return skipTime(service, { ...workflow(purchaseId), durationMs });
}
