import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openPlay } from '../../../dev/rig/play.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi } from '../api/served-api.ts';
import { followedOpening, historyOf, pathOf } from './customer.ts';

const REASON = 'The number loses every second code since this morning.';

/** Every row of every table of the ledger, with bytes in hexadecimal. */
async function rowsOf(ledger: Ledger): Promise<string> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'ledger'`.execute(ledger);
  expect(tables.rows.length).toBeGreaterThan(10);
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const all = await sql<{
      row: string;
    }>`select row_to_json(t)::text as row from ledger.${sql.id(name)} t`.execute(ledger);
    rows.push(...all.rows.map(({ row }) => row));
  }
  return rows.join('\n');
}

test('a link is in no log, metric, history or row of the ledger, and what a customer types is in no log either', async () => {
  const rig = await sharedRig();
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const api = await servedApi(rig, {
    own: true,
    pages: true,
    log: pino({ level: 'trace' }, stream),
    mailSupport: () => Promise.reject(new Error(`broken while it handled: ${REASON}`)),
  });
  const play = await openPlay(rig);
  const { purchaseId, order } = play;
  const { customer, link } = await followedOpening(api, order);
  const token = pathOf(link).replace('/l/', '');
  expect(token).toMatch(/^[\w-]{43}$/);

  // What goes well, what is refused, and what breaks.
  await play.sms();
  await customer.visit(pathOf(link));
  await customer.visit(`${pathOf(link)}/nowhere`);
  await customer.visit(`/l/${token.slice(1)}x`);
  await customer.fetch(`/purchases/${purchaseId}?link=${token}`);
  const question = await customer.visit(`/purchases/${purchaseId}/claim/broken`);
  const check = await customer.send(question, 'Continue', { reason: REASON });
  expect((await customer.send(check, 'File the claim')).text).toContain(`clm_${purchaseId}_1`);
  await play.support('decideClaim', { decision: 'reject', clause: 'C3', note: 'The line works for us.' });
  const objection = await customer.visit(`/purchases/${purchaseId}/objection`);
  const broken = await customer.send(objection, 'Send', { words: REASON });
  expect(broken.status).toBeGreaterThanOrEqual(500);
  await play.idle();

  const metrics = await api.call('GET', '/metrics');
  const logged = lines.join('');
  expect(logged).toContain('a request has failed');
  const places = {
    log: logged,
    metrics: JSON.stringify(metrics.body),
    history: await historyOf(rig, purchaseId),
    ledger: await rowsOf(rig.ledger),
  };
  const forms = [token, Buffer.from(token, 'base64url').toString('hex'), Buffer.from(token).toString('hex')];
  for (const [place, text] of Object.entries(places)) {
    expect([place, forms.filter((form) => text.includes(form))]).toEqual([place, []]);
  }
  const personal = [REASON, order.customer.email, order.activation.phoneNumber];
  expect(personal.filter((each) => logged.includes(each))).toEqual([]);
});
