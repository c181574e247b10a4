import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import process from 'node:process';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { Rig } from '../../../dev/rig/rig.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { rigForPrograms } from '../../rig-for-programs.ts';
import { startProcess, type StartedProcess } from '../../started-process.ts';
import {
  actsOf,
  EFFECTS_OF_ACTS,
  effectsIn,
  sendAct,
  type Acknowledged,
  type Act,
} from './acts-of-a-service.ts';

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

test('stopped by Ctrl-C, which comes twice under npm, it still answers what it had begun to read, and ends in good order', async () => {
  const { token } = await createKey(rig.ledger, { caller: 'stopped', role: 'service' }, new Date());
  const stopped = startApi();
  const { purchaseId, ...order } = rig.sandbox.shop.buy({});
  const body = JSON.stringify(order);
  const opening = request(`${await stopped.ready}/v1/purchases/${purchaseId}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      // Answered with 100 once the API reads it.
      expect: '100-continue',
    },
  });
  opening.flushHeaders();
  const answered = once(opening, 'response') as Promise<[IncomingMessage]>;
  await once(opening, 'continue');
  stopped.child.kill('SIGINT');
  await vi.waitFor(async () => {
    await expect(fetch(`${await stopped.ready}/livez`)).rejects.toThrow('fetch failed');
  });
  stopped.child.kill('SIGINT');
  opening.end(body);
  expect((await answered)[0].statusCode).toBe(201);
  expect(await stopped.ended).toMatchObject({ code: 0, stderr: '' });
});

test('a process that is killed in the middle of acts has done each acknowledged one, and a repeat does none twice', async () => {
  const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
  const plays = Array.from({ length: 16 }, () => actsOf(rig.sandbox.shop.buy({})));
  const killed = startApi();
  const url = await killed.ready;
  const acknowledged = new Map<Act, Acknowledged>();
  await Promise.all(
    plays.map(async (acts) => {
      for (const act of acts) {
        const answer = await sendAct({ url, token }, act).catch(() => undefined);
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
        const answer = await sendAct({ url: again, token }, act);
        const before = acknowledged.get(act);
        if (before === undefined || act.once === undefined) expect(answer.status).toBeLessThan(300);
        else expect(answer).toEqual({ ...before, replayed: true });
      }
    }),
  );
  for (const [{ path }] of plays as [Act][]) {
    const found = await rig.returns.status(path.replace('/v1/purchases/', ''));
    expect(effectsIn(found.found ? found.status.timeline : [])).toEqual([...EFFECTS_OF_ACTS]);
  }
});
