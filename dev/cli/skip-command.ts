import type { Command } from 'commander';
import type { CommandTools } from '../../src/cli/commands.ts';
import type { Session, Where } from '../../src/cli/session.ts';
import { durationFrom } from '../../src/cli/duration-argument.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { readAddress } from '../sandbox/address-file.ts';
import { skipTime, type Skip } from '../server/skip-time.ts';

export function addSkipCommand(program: Command, { act, where }: CommandTools): void {
  program
    .command('skip')
    .description('lets this much of the purchase’s own time pass')
    .argument('<id>')
    .argument('<duration>', 'like 20m, 12h or 5d')
    .action(async (id: string, duration: string) => {
      const durationMs = durationFrom(duration);
      await act(id, async (session) => {
        if (isShopReal(session, where())) throw new NotPossible(SHOP_IS_REAL);
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

/** Begins as over HTTP. */
const SHOP_IS_REAL =
  'refused: shop_is_real: Time is skipped only with the sandbox’s shop (without ORDER_SERVICE_URL): the clock of a real one ' +
  'stays.';

/** What can be known of it: from the `npm start` whose purchases these are, or else from this environment. */
function isShopReal({ sandboxShop }: Session, { env, dataDir }: Where): boolean {
  if (sandboxShop !== undefined) return !sandboxShop;
  const url = env['ORDER_SERVICE_URL'] || undefined;
  if (url === undefined) return false;
  const port = readAddress(dataDir)?.orderPort;
  const ofSandbox = port === undefined ? [] : [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  return !ofSandbox.includes(url.replace(/\/+$/, ''));
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
