import { inject, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import { addTryingOutCommands } from '../../../dev/cli/trying-out-commands.ts';
import { openPlay } from '../../../dev/rig/play.ts';
import { deleteExecutions } from '../../../src/operations/forget/delete-executions.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { HOUR_MS } from '../../../src/policy/duration.ts';
import { startSandboxPage } from '../../../dev/sandbox/page/start-page.ts';
import { freshLedgerDatabase } from '../../databases/fresh-postgres-database.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { testRig } from '../../workflows/test-rig.ts';

test('a purchase that Temporal has forgotten is shown and answered for, on the command line and the page', async () => {
  const { url, ...database } = await freshLedgerDatabase();
  const ledger = openPostgres(url);
  const rig = await testRig({ ledger });
  const { namespace, temporal, sandbox, returns } = rig;
  try {
    const play = await openPlay(rig);
    const { purchaseId } = play;
    await play.pass(HOUR_MS);
    await temporal.workflow.getHandle(workflowIdOf(purchaseId)).result();
    expect(await deleteExecutions(temporal, purchaseId)).toEqual({ deleted: 1, left: 0 });

    const env = {
      DATA_DIR: temporaryFolder(),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: namespace,
      DATABASE_URL: url,
    };
    const cli = async (...argv: string[]) => {
      const out: string[] = [];
      const err: string[] = [];
      const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
      return { code: await runCli(argv, { ...io, env }, addTryingOutCommands), out, err };
    };
    const shown = await cli('status', purchaseId);
    expect(shown).toMatchObject({ code: 0, err: [] });
    expect(shown.out).toContain('  refund      €1.49 confirmed');
    expect(await cli('withdraw', purchaseId)).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^refused: purchase_closed: refunded by R2, /)],
    });
    expect((await cli('skip', purchaseId, '1h')).out[0]).toBe('the purchase has closed');
    expect((await cli('status', 'nobody')).err).toEqual(['There is no purchase nobody.']);
    const away = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' };
    const lines: string[] = [];
    const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
    expect(await runCli(['status', purchaseId], { ...io, env: away })).toBe(1);
    expect(lines).toEqual(['The ledger could not be used: ECONNREFUSED.']);

    const options = { sandbox, returns, temporal, namespace, timeSkipping: true, port: 0 };
    const page = await startSandboxPage(options);
    const response = await fetch(`${page.url}/purchases/${purchaseId}`);
    expect({ status: response.status, refunded: (await response.text()).includes('R2') }).toEqual({
      status: 200,
      refunded: true,
    });
    await page.stop();
  } finally {
    await rig.stop();
    await ledger.destroy();
    await database.drop();
  }
}, 200_000);
