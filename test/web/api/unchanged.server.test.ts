import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { createReturnsClient } from '../../../src/client/returns-client.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import type { OpenedEvidence } from '../../../src/evidence/open-evidence.ts';
import { DAY_MS, HOUR_MS } from '../../../src/policy/duration.ts';
import { endOfHistory } from '../../../src/temporal/end-of-history.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { evidenceIn, uploaded } from '../../evidence/kept-evidence.ts';
import { lastTaskOf, resetTo } from '../../workflows/reset.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

const WHY = 'The code never worked, although I tried it three times.';
const ROLES = ['service', 'viewer', 'agent', 'assistant'] as const;

let rig: RunningRig;
let api: TestApi;
let kept: OpenedEvidence;
let asked = 0;
const folder = mkdtempSync(join(tmpdir(), 'unchanged-'));
beforeAll(async () => {
  rig = await sharedRig();
  kept = await evidenceIn(rig.ledger, folder);
  const { returns } = rig;
  const snapshot: typeof returns.snapshot = (purchaseId) => {
    asked += 1;
    return returns.snapshot(purchaseId);
  };
  api = await servedApi(rig, { returns: { ...returns, snapshot }, evidenceKeeping: kept });
});
afterAll(() => {
  kept.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Copy {
  etag: string;
  /** Without the instant at which it was so. */
  content: object;
}

async function copyOf(path: string, role: (typeof ROLES)[number]): Promise<Copy> {
  const { status, headers, body } = await api.call('GET', path, { key: api.keys[role] });
  expect([path, status]).toEqual([path, 200]);
  const { asOf: _asOf, ...content } = body;
  return { etag: headers.get('etag') ?? '', content };
}

const statusWith = async (path: string, role: (typeof ROLES)[number], etag: string): Promise<number> =>
  (await api.call('GET', path, { key: api.keys[role], headers: { 'if-none-match': etag } })).status;

/** A caller of each role, who keeps what it has read. */
function readersOf(paths: () => readonly string[]) {
  const copies = new Map<string, Copy>();
  return {
    /** Reads all, and again until each is known to be unchanged without a question. */
    async read(): Promise<void> {
      for (const role of ROLES) {
        for (const path of paths()) {
          const copy = await copyOf(path, role);
          copies.set(`${role} ${path}`, copy);
          expect(await statusWith(path, role, copy.etag)).toBe(304);
          const before = asked;
          expect(await statusWith(path, role, copy.etag)).toBe(304);
          expect([path, role, asked - before]).toEqual([path, role, 0]);
        }
      }
    },
    /** What each of them gets who names what it has read. Whether that is still right is looked up. */
    async look(): Promise<{ got: Set<number>; wrong: string[] }> {
      const got = new Set<number>();
      const wrong: string[] = [];
      for (const role of ROLES) {
        for (const path of paths()) {
          const copy = copies.get(`${role} ${path}`);
          if (copy === undefined) continue;
          const status = await statusWith(path, role, copy.etag);
          const { content } = await copyOf(path, role);
          const same = JSON.stringify(content) === JSON.stringify(copy.content);
          if (status !== (same ? 304 : 200)) wrong.push(`${role} ${path} got ${status}`);
          got.add(status);
        }
      }
      return { got, wrong };
    },
  };
}

async function bought(): Promise<Play> {
  const order = await openedBy(api, rig);
  const play = playOn(rig, order);
  await play.idle();
  return play;
}

const claimOf = ({ purchaseId }: Play): string => `/v1/claims/clm_${purchaseId}_1`;
const purchaseOf = ({ purchaseId }: Play): string => `/v1/purchases/${purchaseId}`;

describe('A 304', () => {
  test('is never given after something has happened that the answer shows, through the life of a purchase', async () => {
    const play = await bought();
    let claimed = false;
    const readers = readersOf(() => (claimed ? [purchaseOf(play), claimOf(play)] : [purchaseOf(play)]));
    let heal = (): void => undefined;
    const life: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['the SMS comes', () => play.sms()],
      ['the activation is completed', () => play.completed()],
      ['a claim is filed', () => play.customer('submitClaim', { claimType: 'major_defect', reason: WHY })],
      ['support asks for access', () => play.support('requestAccess', { what: 'The settings.' })],
      ['a day passes without anything', () => play.pass(DAY_MS)],
      ['a reminder goes out', () => play.pass(2 * DAY_MS + HOUR_MS)],
      ['the customer grants it', () => play.customer('answerAccess', { granted: true })],
      ['the contact is corrected', () => play.support('correctContact', { email: 'new@customer.example' })],
      [
        'support reports the repair',
        () => play.support('reportRemediation', { outcome: 'done', summary: 'Set up anew.' }),
      ],
      ['the customer disputes it', () => play.customer('disputeRemediation', { reason: WHY })],
      ['the deadline passes', () => play.pass(5 * DAY_MS)],
      [
        'the shop pays nothing back',
        () => {
          heal = play.fault('refund', { kind: 'refused', reason: 'till closed' });
          return play.customer('chooseRemedy', { remedy: 'refund' });
        },
      ],
      ['support sees it', () => play.pass(HOUR_MS)],
      [
        'the money goes back',
        async () => {
          heal();
          await play.pass(DAY_MS);
        },
      ],
    ];
    for (const [what, happens] of life) {
      await readers.read();
      await happens();
      if (what === 'a claim is filed') claimed = true;
      const status = what === 'a day passes without anything' ? 304 : 200;
      expect([what, await readers.look()]).toEqual([what, { got: new Set([status]), wrong: [] }]);
    }
    expect((await copyOf(purchaseOf(play), 'agent')).content).toMatchObject({
      result: { outcome: 'refunded' },
    });
  });

  test('is not given to a caller whose event was acknowledged, however soon it asks', async () => {
    const play = await bought();
    await play.sms();
    const path = purchaseOf(play);
    const readers = readersOf(() => [path]);
    for (let n = 0; n < 8; n += 1) {
      await readers.read();
      const { etag } = await copyOf(path, 'service');
      const sent = await api.call('POST', `${path}/events`, {
        key: api.keys.service,
        body: { type: 'smsReceived', eventId: `again-${n}-${play.purchaseId}` },
        once: null,
      });
      expect([sent.status, await statusWith(path, 'service', etag)]).toEqual([202, 200]);
      await play.idle();
    }
  });

  test('is not given for what a run says that was undone by a reset', async () => {
    const play = await bought();
    await play.sms();
    const task = await lastTaskOf(rig, play.purchaseId);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    const readers = readersOf(() => [purchaseOf(play)]);
    await readers.read();
    await resetTo(rig, play.purchaseId, task);
    await play.idle();
    expect(await readers.look()).toEqual({ got: new Set([200]), wrong: [] });
  });

  test('is not given once a picture is not kept here any more', async () => {
    const play = await bought();
    await play.sms();
    const evidenceId = await uploaded(api, play.purchaseId, await somePicture());
    const filed = await api.call('POST', `${purchaseOf(play)}/claims`, {
      key: api.keys.service,
      body: { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId }] },
    });
    expect(filed.status).toBe(200);
    await play.idle();
    const readers = readersOf(() => [purchaseOf(play), claimOf(play)]);
    await readers.read();
    await rig.ledger
      .updateTable('evidence_uploads')
      .set({ removed_at: new Date(), removed_why: 'erased' })
      .where('evidence_id', '=', evidenceId)
      .execute();
    expect(await readers.look()).toEqual({ got: new Set([200]), wrong: [] });
    expect((await copyOf(claimOf(play), 'agent')).content).toMatchObject({
      evidence: [{ evidenceId, held: 'elsewhere' }],
    });
  });

  test('belongs to the role that has read: another one gets its own part', async () => {
    const play = await bought();
    const path = purchaseOf(play);
    const { etag } = await copyOf(path, 'viewer');
    for (const _ of [1, 2]) {
      expect(await statusWith(path, 'viewer', etag)).toBe(304);
      expect(await statusWith(path, 'agent', etag)).toBe(200);
    }
  });
});

describe('Where the history of a purchase ends', () => {
  const endOf = (purchaseId: string): Promise<string | undefined> =>
    endOfHistory(rig.temporal, workflowIdOf(purchaseId));

  test('is said of one that waits, and not while it has something to handle, has closed or is unknown', async () => {
    const play = await bought();
    const first = await endOf(play.purchaseId);
    expect(first).toMatch(/^[\w-]{36} \d+$/);
    expect(await endOf(play.purchaseId)).toBe(first);
    await play.sms();
    expect(await endOf(play.purchaseId)).not.toBe(first);
    await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).terminate('the test is over');
    expect(await endOf(play.purchaseId)).toBeUndefined();
    expect(await endOf('p-none')).toBeUndefined();

    const returns = createReturnsClient({ client: rig.temporal, taskQueue: 'a-queue-without-a-worker' });
    const order = rig.sandbox.shop.buy({});
    await returns.openPurchase(order);
    expect(await endOf(order.purchaseId)).toBeUndefined();
    await rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId)).terminate('the test is over');
  });
});
