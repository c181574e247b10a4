import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import type { ClaimView, TimelineEntry } from '../../../src/contract/status.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const now = new Date('2026-03-02T09:00:01.000Z');
const at = '2026-03-02T09:05:00.000Z';

const record = (ledger: Ledger, snapshot: PurchaseSnapshot): Promise<string> =>
  recordSnapshot(ledger, snapshot, { now });

const entry = (event: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  at,
  event,
  actor: 'service',
  visibility: 'public',
  ...more,
});

const opened = snapshotOf('p1').status.timeline;
const withSms = snapshotOf('p1', {
  status: {
    stage: 'claim_window',
    nextDeadline: { kind: 'window', at: '2026-03-07T09:00:00.000Z' },
    timeline: [...opened, entry('sms_received', { data: { occurredAt: at } })],
    revision: 4,
  },
  position: { historyLength: 7, asOf: at },
});

const timelineOf = (ledger: Ledger) =>
  ledger
    .selectFrom('timeline')
    .select(['n', 'event', 'superseded_at'])
    .where('purchase_id', '=', 'p1')
    .orderBy('entry_id')
    .execute();

const purchase = (ledger: Ledger) =>
  ledger.selectFrom('purchases').selectAll().where('purchase_id', '=', 'p1').executeTakeFirstOrThrow();

describe('a snapshot in the ledger', () => {
  test('of a life that holds half a character and U+0000 is on record all the same, with its attention', async () => {
    const ledger = await emptyLedger();
    const reason = 'refused: no \ud83d \u0000';
    const clean = 'refused: no \ufffd \ufffd';
    const snapshot = snapshotOf('p1', {
      status: {
        stage: 'returning_funds',
        refund: {
          key: 'refund:p1',
          amount: 149,
          currency: 'EUR',
          status: 'refused',
          reason: 'no \ud83d \u0000',
        },
        needsAttention: [{ step: 'refund', reason, since: at }],
        timeline: [...opened, entry('needs_attention', { data: { step: 'refund', reason } })],
      },
    });
    expect(await record(ledger, snapshot)).toBe('recorded');
    expect(await purchase(ledger)).toMatchObject({
      stage: 'returning_funds',
      needs_attention: [{ step: 'refund', reason: clean, since: at }],
      queued_at: new Date(at),
    });
    expect((await timelineOf(ledger)).map(({ event }) => event)).toEqual([
      'purchase_opened',
      'needs_attention',
    ]);
    const next = { ...snapshot, position: { ...snapshot.position, revision: 9 } };
    expect(await record(ledger, next)).toBe('recorded');
    expect((await timelineOf(ledger)).filter(({ superseded_at }) => superseded_at !== null)).toEqual([]);
  });

  test('with a part that the ledger refuses as data is on record without that part, which is named', async () => {
    const ledger = await emptyLedger();
    const leftOut: string[][] = [];
    const claim: ClaimView = {
      claimId: 'clm_p1_1',
      claimType: 'major_defect',
      reason: 'The code never worked, not once.',
      evidence: [],
      filedAt: at,
      status: 'open',
      pauses: [],
      disputes: 3_000_000_000,
    };
    const needsAttention = [{ step: 'replacement', reason: 'unavailable', since: at }] as const;
    const snapshot = snapshotOf('p1', {
      status: {
        stage: 'replacing',
        claims: [claim],
        needsAttention: [...needsAttention],
        timeline: [...opened, entry('replacement_sent')],
      },
    });
    const options = { now, leftOut: (...part: string[]) => void leftOut.push(part) };
    expect(await recordSnapshot(ledger, snapshot, options)).toBe('recorded');
    expect(leftOut).toEqual([['claims', '22003']]);
    expect(await purchase(ledger)).toMatchObject({ stage: 'replacing', needs_attention: needsAttention });
    expect((await timelineOf(ledger)).map(({ event }) => event)).toEqual([
      'purchase_opened',
      'replacement_sent',
    ]);
    expect(await ledger.selectFrom('claims').selectAll().execute()).toEqual([]);
  });

  test('has every field of the purchase, money and instants to the last digit', async () => {
    const ledger = await emptyLedger();
    const price = { amount: Number.MAX_SAFE_INTEGER, currency: 'JPY' };
    const { terms } = snapshotOf('p1').status;
    expect(await record(ledger, snapshotOf('p1', { status: { terms: { ...terms, price } } }))).toBe(
      'recorded',
    );
    expect(await purchase(ledger)).toEqual({
      purchase_id: 'p1',
      original_purchase_id: 'p1',
      replaces_purchase_id: null,
      depth: 0,
      customer_id: 'cus_1',
      email: 'ada@customer.example',
      name: 'Ada',
      locale: 'de-AT',
      time_zone: null,
      activation_id: 'act_p1',
      phone_number: '+447700900123',
      service: 'Telegram',
      country: 'GB',
      price_amount: Number.MAX_SAFE_INTEGER,
      price_currency: 'JPY',
      purchased_at: new Date('2026-03-02T09:00:00.000Z'),
      policy_version: '2026-01',
      sms_deadline: new Date('2026-03-02T09:20:00.000Z'),
      claim_deadline: new Date('2026-03-07T09:00:00.000Z'),
      stage: 'awaiting_sms',
      next_deadline_kind: 'sms',
      next_deadline_at: new Date('2026-03-02T09:20:00.000Z'),
      needs_attention: [],
      allowed_actions: { customer: ['submitClaim'], support: ['correctContact'] },
      refund: null,
      replacement: null,
      queued_at: null,
      outcome: null,
      outcome_clause: null,
      closed_at: null,
      opened_at: new Date('2026-03-02T09:00:00.000Z'),
      history_length: 3,
      as_of: new Date('2026-03-02T09:00:00.000Z'),
      revision: 2,
      run_id: null,
      opening_id: null,
      earlier_runs: [],
      reconciled_recorded_at: null,
      recorded_at: now,
      erased_at: null,
    });
  });

  test('written twice, it changes nothing', async () => {
    const ledger = await emptyLedger();
    expect(await record(ledger, withSms)).toBe('recorded');
    const before = await ledger.selectFrom('timeline').selectAll().execute();
    expect(await recordSnapshot(ledger, withSms, { now: new Date('2026-03-09T00:00:00.000Z') })).toBe(
      'superseded',
    );
    expect(await ledger.selectFrom('timeline').selectAll().execute()).toEqual(before);
    expect((await purchase(ledger)).recorded_at).toEqual(now);
  });

  test('that comes late changes nothing', async () => {
    const ledger = await emptyLedger();
    await record(ledger, withSms);
    expect(await record(ledger, snapshotOf('p1'))).toBe('superseded');
    expect(await purchase(ledger)).toMatchObject({ stage: 'claim_window', revision: 4 });
    expect((await timelineOf(ledger)).map(({ event }) => event)).toEqual(['purchase_opened', 'sms_received']);
  });

  test('of a task that was lost gives way to the one that counts, though its revision is higher', async () => {
    const ledger = await emptyLedger();
    await record(ledger, snapshotOf('p1'));
    const lost = snapshotOf('p1', {
      status: {
        stage: 'returning_funds',
        timeline: [...opened, entry('automatic_return', { actor: 'system', clause: 'R2' })],
        revision: 9,
      },
      position: { historyLength: 6, asOf: at },
    });
    await record(ledger, lost);
    expect(await record(ledger, withSms)).toBe('recorded');
    expect(await purchase(ledger)).toMatchObject({ stage: 'claim_window', revision: 4 });
    expect(await timelineOf(ledger)).toEqual([
      { n: 1, event: 'purchase_opened', superseded_at: null },
      { n: 2, event: 'automatic_return', superseded_at: now },
      { n: 2, event: 'sms_received', superseded_at: null },
    ]);
  });

  test('a claim that never came to be leaves nothing behind', async () => {
    const ledger = await emptyLedger();
    const claim: ClaimView = {
      claimId: 'clm_p1_1',
      claimType: 'invalid_number',
      reason: 'The code was for another number.',
      evidence: [{ evidenceId: 'ev_1', mediaType: 'image/png' }, { evidenceId: 'ev_2' }],
      filedAt: at,
      status: 'open',
      pauses: [],
      disputes: 0,
    };
    const pauses = [{ claimId: 'clm_p1_1', why: 'access', from: at }] as const;
    const position = { historyLength: 9, asOf: at };
    const filed = snapshotOf('p1', {
      status: { claim, claims: [claim] },
      position,
      snapshot: { pauses: [...pauses] },
    });
    await record(ledger, filed);
    expect(await ledger.selectFrom('evidence').selectAll().orderBy('n').execute()).toEqual([
      {
        claim_id: 'clm_p1_1',
        evidence_id: 'ev_1',
        purchase_id: 'p1',
        n: 1,
        media_type: 'image/png',
        sha256: null,
      },
      { claim_id: 'clm_p1_1', evidence_id: 'ev_2', purchase_id: 'p1', n: 2, media_type: null, sha256: null },
    ]);
    expect(await ledger.selectFrom('pauses').selectAll().execute()).toEqual([
      {
        claim_id: 'clm_p1_1',
        purchase_id: 'p1',
        n: 1,
        why: 'access',
        paused_from: new Date(at),
        paused_to: null,
      },
    ]);
    await record(ledger, snapshotOf('p1', { position: { historyLength: 11, asOf: at } }));
    for (const table of ['claims', 'evidence', 'pauses'] as const) {
      expect(await ledger.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });

  test('a deadline that no longer stands is gone, one that moved is moved, one that did not is not written', async () => {
    const ledger = await emptyLedger();
    await record(
      ledger,
      snapshotOf('p1', {
        snapshot: {
          deadlines: [
            { kind: 'sms', at: '2026-03-02T09:20:00.000Z', next: false },
            { kind: 'window', at: '2026-03-07T09:00:00.000Z', next: false },
            { kind: 'retry', at, next: true },
          ],
        },
      }),
    );
    const written = await ledger
      .selectFrom('deadlines')
      .select(['kind', 'at'])
      .where('kind', '=', 'sms')
      .executeTakeFirst();
    await record(
      ledger,
      snapshotOf('p1', {
        position: { historyLength: 9 },
        snapshot: {
          deadlines: [
            { kind: 'sms', at: '2026-03-02T09:20:00.000Z', next: false },
            { kind: 'window', at: '2026-03-08T09:00:00.000Z', next: true },
          ],
        },
      }),
    );
    expect(written).toBeDefined();
    expect(
      await ledger.selectFrom('deadlines').select(['kind', 'at', 'is_next']).orderBy('kind').execute(),
    ).toEqual([
      { kind: 'sms', at: new Date('2026-03-02T09:20:00.000Z'), is_next: false },
      { kind: 'window', at: new Date('2026-03-08T09:00:00.000Z'), is_next: true },
    ]);
  });

  test('is written whole or not at all', async () => {
    const ledger = await emptyLedger();
    await sql`alter table ledger.timeline rename to away`.execute(ledger);
    onTestFinished(() =>
      sql`alter table ledger.away rename to timeline`.execute(ledger).then(() => undefined),
    );
    await expect(record(ledger, snapshotOf('p1'))).rejects.toThrow(/timeline/);
    for (const table of ['purchases', 'deadlines'] as const) {
      expect(await ledger.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });

  test('whose own row is refused as data leaves nothing behind', async () => {
    const ledger = await emptyLedger();
    const { terms } = snapshotOf('p1').status;
    const broken = snapshotOf('p1', { status: { terms: { ...terms, purchasedAt: 'never' } } });
    await expect(record(ledger, broken)).rejects.toThrow(/never/);
    for (const table of ['purchases', 'timeline', 'deadlines'] as const) {
      expect(await ledger.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });

  test('of one purchase from many writers at once: the last one stands, with its own timeline', async () => {
    const ledger = await emptyLedger();
    const snapshots = Array.from({ length: 20 }, (_, step) =>
      snapshotOf('p1', {
        status: {
          timeline: Array.from({ length: step + 1 }, (_entry, n) => entry(`step_${n}`)),
          revision: step + 1,
        },
        position: { historyLength: 3 + step },
      }),
    );
    await Promise.all(snapshots.toReversed().map((snapshot) => record(ledger, snapshot)));
    expect((await purchase(ledger)).revision).toBe(20);
    const events = await timelineOf(ledger);
    expect(events.map(({ event }) => event)).toEqual(Array.from({ length: 20 }, (_, n) => `step_${n}`));
  });

  test('re-projected in place of one that is wrong: only if that is still what is there', async () => {
    const ledger = await emptyLedger();
    await record(ledger, withSms);
    const truth = snapshotOf('p1', { position: { historyLength: 5 } });
    expect(await recordSnapshot(ledger, truth, { now, instead: truth.position })).toBe('superseded');
    expect(await recordSnapshot(ledger, truth, { now, instead: withSms.position })).toBe('recorded');
    expect(await purchase(ledger)).toMatchObject({ stage: 'awaiting_sms', revision: 2 });
  });
});
