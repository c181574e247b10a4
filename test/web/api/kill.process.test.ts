import process from 'node:process';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Rig } from '../../../dev/rig/rig.ts';
import { claimIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../../src/contract/purchase-order.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { rigForPrograms } from '../../rig-for-programs.ts';
import { startProcess, type StartedProcess } from '../../started-process.ts';

let rig: Rig;
let namespace: string;
let databaseUrl: string;
let end: () => Promise<void>;

beforeAll(async () => {
  ({ rig, namespace, databaseUrl, end } = await rigForPrograms());
});
afterAll(async () => {
  await end();
});

const WHY = 'The code never worked, although I tried it three times.';

/** `npm run api` as a process. `ready` is its address. */
const startApi = (): StartedProcess =>
  startProcess({
    script: 'src/cli/api.ts',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: namespace,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'error',
    },
    isReady: (stdout) => /^ready api (\S+)$/m.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });

interface Act {
  method: 'PUT' | 'POST';
  path: string;
  body: object;
  /** Absent: the act has an id of its own. */
  once?: string;
}

/** What a service does with one purchase, in this order. */
function actsOf(order: PurchaseOrder): readonly Act[] {
  const { purchaseId } = order;
  const at = `/v1/purchases/${purchaseId}`;
  const first = `/v1/claims/${claimIdOf(purchaseId, 1)}`;
  const claim = { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId: 'e1' }] };
  const write = (path: string, name: string, body: object): Act => ({
    method: 'POST',
    path,
    body,
    once: `${name}-${purchaseId}`,
  });
  return [
    { method: 'PUT', path: at, body: order },
    { method: 'POST', path: `${at}/events`, body: { type: 'smsReceived', eventId: 'sms-1' } },
    write(`${at}/claims`, 'first', claim),
    write(`${first}/evidence`, 'more', { evidence: [{ evidenceId: 'e2' }] }),
    write(`${first}/withdrawal`, 'back', {}),
    write(`${at}/claims`, 'second', claim),
  ];
}

interface Acknowledged {
  status: number;
  replayed: boolean;
  body: unknown;
}

test('a process that is killed in the middle of acts has done each acknowledged one, and a repeat does none twice', async () => {
  const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
  const plays = Array.from({ length: 16 }, () => actsOf(rig.sandbox.shop.buy({})));
  const send = async (url: string, { method, path, body, once }: Act): Promise<Acknowledged> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(once === undefined ? {} : { 'idempotency-key': once }),
      },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: await response.json(),
    };
  };

  const killed = startApi();
  const url = await killed.ready;
  const acknowledged = new Map<Act, Acknowledged>();
  await Promise.all(
    plays.map(async (acts) => {
      for (const act of acts) {
        const answer = await send(url, act).catch(() => undefined);
        // Cut off: nobody knows whether it happened.
        if (answer === undefined) return;
        acknowledged.set(act, answer);
        if (acknowledged.size === 50) killed.child.kill('SIGKILL');
      }
    }),
  );
  await killed.ended;
  expect(acknowledged.size).toBeGreaterThanOrEqual(50);
  expect(acknowledged.size).toBeLessThan(16 * 6);
  expect([...acknowledged.values()].filter(({ status }) => status >= 300)).toEqual([]);

  const again = await startApi().ready;
  await Promise.all(
    plays.map(async (acts) => {
      for (const act of acts) {
        const answer = await send(again, act);
        const before = acknowledged.get(act);
        if (before === undefined || act.once === undefined) expect(answer.status).toBeLessThan(300);
        else expect(answer).toEqual({ ...before, replayed: true });
      }
    }),
  );
  const EFFECTS = new Set([
    'purchase_opened',
    'sms_received',
    'claim_filed',
    'evidence_added',
    'claim_withdrawn',
  ]);
  for (const [{ path }] of plays as [Act][]) {
    const found = await rig.returns.status(path.replace('/v1/purchases/', ''));
    const events = found.found ? found.status.timeline.map(({ event }) => event) : [];
    expect(events.filter((event) => EFFECTS.has(event))).toEqual([
      'purchase_opened',
      'sms_received',
      'claim_filed',
      'evidence_added',
      'claim_withdrawn',
      'claim_filed',
    ]);
  }
});
