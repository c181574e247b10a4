import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addCaseCommands } from '../../src/cli/case-commands.ts';
import { openCase, settleCase } from '../../src/ledger/write/cases.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';

const now = new Date('2026-03-09T09:00:00.000Z');

async function run(ledger: Ledger, ...argv: string[]) {
  const said = { out: [] as string[], err: [] as string[], ok: true };
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => said.err.push(text) });
  const io = {
    out: (line: string) => void said.out.push(line),
    err: (line: string) => void said.err.push(line),
    fail: () => void (said.ok = false),
  };
  addCaseCommands(program, io, (caseId, settlement) => settleCase(ledger, caseId, settlement, now));
  await program.parseAsync(argv, { from: 'user' });
  return said;
}

describe('a case on the command line', () => {
  test('is settled once, with a note, and says so', async () => {
    const ledger = await emptyLedger();
    const details = { ledger: null, workflow: null };
    const subject = { purchaseId: 'p1', kind: 'workflow_missing', key: 'p1', details } as const;
    const { caseId } = await openCase(ledger, subject, now);
    const settle = ['case', 'settle', caseId, '--note', 'Paid by hand.', '--by', 'agent_7'];
    expect(await run(ledger, ...settle)).toEqual({ out: [`${caseId} is settled`], err: [], ok: true });
    expect(await run(ledger, ...settle)).toEqual({
      out: [],
      err: ['refused: already_settled: by agent_7, 2026-03-09T09:00:00.000Z'],
      ok: false,
    });
    expect(await ledger.selectFrom('cases').select(['note', 'settled_by']).execute()).toEqual([
      { note: 'Paid by hand.', settled_by: 'agent_7' },
    ]);
  });

  test('that is not there, or without words, settles nothing', async () => {
    const ledger = await emptyLedger();
    expect(await run(ledger, 'case', 'settle', 'case_9', '--note', 'Done.')).toMatchObject({
      err: ['refused: unknown_case: there is no case case_9'],
      ok: false,
    });
    expect(await run(ledger, 'case', 'settle', 'case_9', '--note', ' ')).toMatchObject({
      err: ['refused: malformed: note must be 1 to 4,000 characters'],
      ok: false,
    });
    await expect(run(ledger, 'case', 'settle', 'case_9')).rejects.toThrow(/--note/);
  });
});
