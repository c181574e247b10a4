import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { ClaimView } from '../../src/contract/status.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { freshLedgerDatabase, type FreshDatabase } from '../databases/fresh-postgres-database.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const at = '2026-03-03T09:00:00.000Z';
const claim = {
  claimId: 'clm_p2_1',
  claimType: 'major_defect',
  // With what would clear the terminal, and a line that looks like one of ours.
  reason: 'It never took my code.\u001b[2J\n  stage       closed',
  evidence: [{ evidenceId: 'ev_1', mediaType: 'image/png' }],
  filedAt: at,
  status: 'open',
  pauses: [],
  disputes: 0,
  statements: [
    {
      at,
      by: { kind: 'customer', id: 'cus_1' },
      kind: 'claim_filed',
      text: 'It never …',
      visibility: 'public',
    },
    {
      at: '2026-03-03T10:00:00.000Z',
      by: { kind: 'support', id: 'agent_7' },
      kind: 'access_requested',
      text: 'Read access to the log of your host.',
      visibility: 'public',
    },
  ],
} satisfies ClaimView;

describe('the ledger from the command line', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshLedgerDatabase();
    const ledger = openPostgres(database.url);
    const nextDeadline = { kind: 'access', at: '2026-03-17T09:00:00.000Z', pausedSince: at } as const;
    const snapshots = [
      snapshotOf('p1'),
      snapshotOf('p2', {
        status: {
          stage: 'access_requested',
          claim,
          claims: [claim],
          nextDeadline,
          needsAttention: [
            {
              step: 'notice',
              reason: 'notice_undelivered',
              since: at,
              template: 'access_requested',
              detail: '550 5.1.1',
            },
          ],
          allowedActions: { customer: [], support: ['decideClaim', 'correctContact'] },
        },
        snapshot: {
          deadlines: [{ ...nextDeadline, claimId: 'clm_p2_1', next: true }],
          pauses: [
            {
              claimId: 'clm_p2_1',
              why: 'access',
              from: '2026-03-03T10:00:00.000Z',
              to: '2026-03-03T11:30:00.000Z',
            },
          ],
        },
      }),
    ];
    for (const snapshot of snapshots) await recordSnapshot(ledger, snapshot, { now: new Date(at) });
    await ledger.destroy();
  });
  afterAll(async () => {
    await database.drop();
  });

  async function cli(...argv: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
    const out: string[] = [];
    const err: string[] = [];
    const env = { DATABASE_URL: database.url };
    const code = await runCli(argv, { out: (line) => out.push(line), err: (line) => err.push(line), env });
    return { code, out, err };
  }
  const shown = async (...argv: string[]): Promise<string[]> => {
    const { code, out, err } = await cli(...argv);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    return out;
  };

  test('queue: what waits, how long its clock stood still, and what support may do', async () => {
    expect(await shown('queue')).toEqual([
      'p2  access_requested, waits for support',
      '  bought      2026-03-02T09:00:00.000Z, €1.49, Telegram (GB)',
      expect.stringMatching(
        /^ {2}claim {7}clm_p2_1 major_defect, filed 2026-03-03T09:00:00\.000Z \(\d+ d [\d:]{8} ago\)$/,
      ) as string,
      '  reason      It never took my code.\uFFFD[2J',
      '              stage closed',
      '  evidence    ev_1',
      '  said last   2026-03-03T10:00:00.000Z support agent_7, access requested:',
      '              Read access to the log of your host.',
      '  paused      01:30:00 in all',
      '  next        access 2026-03-17T09:00:00.000Z (paused since 2026-03-03T09:00:00.000Z)',
      '  attention   notice: notice_undelivered (access_requested: 550 5.1.1), since',
      '              2026-03-03T09:00:00.000Z',
      '  support     decideClaim, correctContact',
    ]);
    expect(await shown('queue', '--attention', 'refund')).toEqual(['nothing']);
    expect(await shown('queue', '--waits-for', 'customer')).toEqual(['nothing']);
    expect(JSON.parse((await shown('queue', '--json')).join('\n'))).toMatchObject({
      entries: [{ kind: 'purchase', purchaseId: 'p2', claim: { pausedMs: 5_400_000 } }],
    });
  });

  test('search: page after page', async () => {
    const first = await shown('search', '--limit', '1');
    expect(first.slice(0, 3)).toEqual([
      'p2  access_requested',
      '  bought      2026-03-02T09:00:00.000Z, €1.49, Telegram (GB), policy 2026-01',
      '  ids         customer cus_1, activation act_p2',
    ]);
    const [, next = ''] = /^more: --after (\S+)$/.exec(first.at(-1) ?? '') ?? [];
    const second = await shown('search', '--limit', '1', '--after', next);
    expect(second[0]).toBe('p1  awaiting_sms');
    expect(second.at(-1)).not.toContain('more');
    expect((await shown('search', '--customer', 'cus_1', '--type', 'major_defect'))[0]).toBe(
      'p2  access_requested',
    );
    expect(await shown('search', '--closed')).toEqual(['nothing']);
  });

  test('record, stages', async () => {
    const record = await shown('record', 'p1');
    expect(record.slice(0, 3)).toEqual([
      'purchase p1, policy 2026-01, as of 2026-03-02T09:00:00.000Z',
      '  customer    cus_1, Ada, ada@customer.example',
      '  bought      2026-03-02T09:00:00.000Z, €1.49, Telegram (GB)',
    ]);
    expect(record.slice(-2)).toEqual([
      'timeline',
      '    0 d 00:00:00       purchase opened           system    policyVersion 2026-01',
    ]);
    expect(JSON.parse((await shown('record', 'p1', '--json')).join('\n'))).toMatchObject({
      purchaseId: 'p1',
      mails: [],
    });
    expect(await shown('stages')).toContain('access_requested  1');
  });

  test('record: a claim with its age, reason, evidence and every word, in lines that fit', async () => {
    const record = await shown('record', 'p2');
    const from = record.findIndex((line) => line.startsWith('  claim'));
    expect(record.slice(from, from + 5)).toEqual([
      expect.stringMatching(
        /^ {2}claim {7}clm_p2_1 major_defect open, filed 2026-03-03T09:00:00\.000Z \(\d+ d [\d:]{8} ago\)$/,
      ) as string,
      '  reason      It never took my code.\uFFFD[2J',
      '              stage closed',
      '  evidence    ev_1 (image/png)',
      '  said        2026-03-03T10:00:00.000Z support agent_7, access requested:',
    ]);
    expect(record.filter((line) => line.startsWith('  stage'))).toEqual(['  stage       access_requested']);
    expect(record.filter((line) => line.length > 100)).toEqual([]);
    const [json = ''] = await shown('record', 'p2', '--json');
    expect(JSON.parse(json)).toMatchObject({
      claims: [{ reason: claim.reason, statements: claim.statements }],
    });
    expect(json).not.toContain('\u001b');
  });

  test('what cannot be answered is said in a sentence', async () => {
    expect(await cli('record', 'nobody')).toEqual({
      code: 1,
      out: [],
      err: ['There is no purchase nobody on record.'],
    });
    expect(await cli('mail', '<nothing@returns.example>')).toEqual({
      code: 1,
      out: [],
      err: ['There is no mail <nothing@returns.example> on record.'],
    });
    expect(await cli('search', '--limit', 'all')).toEqual({
      code: 1,
      out: [],
      err: ['limit must be an integer from 1 to 200'],
    });
    expect(await cli('search', '--clause', 'Z1')).toEqual({
      code: 1,
      out: [],
      err: [
        "error: option '--clause <id>' argument 'Z1' is invalid. Allowed choices are R1, R2, C1, C2, C3, C3a, C3b, X1, X2, X3, P1, P2, P3.",
      ],
    });
  });

  test('without a database it says what to set', async () => {
    const err: string[] = [];
    const code = await runCli(['queue'], { out: () => undefined, err: (line) => err.push(line), env: {} });
    expect({ code, err }).toEqual({
      code: 1,
      err: ['No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.'],
    });
  });
});
