import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { rigForPrograms } from '../rig-for-programs.ts';
import { runProgram, type Ended } from '../started-process.ts';

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

const everything = () => ({
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: namespace,
  ORDER_SERVICE_URL: rig.sandbox.orderServiceUrl,
  ORDER_SERVICE_TOKEN: rig.sandbox.token,
  SMTP_URL: rig.sandbox.smtpUrl,
  MAIL_FROM: 'returns@instaotp.example',
  DATABASE_URL: databaseUrl,
});

/** `npm run reconcile` as a process. */
const reconcile = (env: Record<string, string>, ...argv: string[]): Promise<Ended> =>
  runProgram('src/cli/reconcile.ts', argv, env);

test('ends with 0 where all is fine, with 1 and a table where something is left to a person', async () => {
  const play = await openPlay(rig);
  await play.cancelled();
  const fine = await reconcile(everything());
  expect(fine).toMatchObject({ code: 0, stderr: '' });
  expect(fine.stdout).toMatch(
    /^1 purchases open or closed since \S+, 1 of them asked, 1 payments: 0 found, 0 left to a person, 0 not checked\.\n$/,
  );

  rig.sandbox.shop.failRefund(play.purchaseId);
  const failed = await reconcile(everything());
  expect(failed).toMatchObject({ code: 1, stderr: '' });
  const [head, row, empty, sum, ...more] = failed.stdout.split('\n');
  expect(head).toMatch(/^purchase +found +ledger +other side +done$/);
  expect(row).toMatch(
    new RegExp(`^${play.purchaseId}  refund_failed +.*case_[0-9a-f-]+ opened, mail accepted$`),
  );
  expect([empty, ...more]).toEqual(['', '']);
  expect(sum).toContain('1 found, 1 left to a person');

  const json = await reconcile(everything(), '--json', '--since', '1d');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    purchases: 1,
    payments: 1,
    findings: [
      {
        purchaseId: play.purchaseId,
        kind: 'refund_failed',
        found: { ledger: { amount: 149, currency: 'EUR' }, orderService: { status: 'refused' } },
        done: { what: 'case', state: 'open', mail: 'accepted' },
      },
    ],
    noLongerFound: [],
    notChecked: [],
  });
  const templates = rig.sandbox.inbox.messages().map(({ template }) => template);
  expect(templates).toEqual(['funds_returned', 'refund_failed']);
});

test('ends with 2 and the whole report when the order service does not answer', async () => {
  const { code, stdout } = await reconcile({ ...everything(), ORDER_SERVICE_TOKEN: 'another' });
  expect(code).toBe(2);
  expect(stdout).toMatch(/order_service +The order service gave no answer to lookUpRefund: /);
});

test('says what is missing, and touches nothing', async () => {
  const { code, stdout, stderr } = await reconcile({ DATABASE_URL: databaseUrl });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const name of ['ORDER_SERVICE_URL', 'ORDER_SERVICE_TOKEN', 'SMTP_URL', 'MAIL_FROM']) {
    expect(stderr).toContain(`  ${name} is missing`);
  }
  const wrong = await reconcile(everything(), '--since', 'yesterday');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('"yesterday" is not a duration');
});

test('does not write to a ledger that is not up to date', async () => {
  const old = await freshPostgresDatabase();
  const { code, stderr } = await reconcile({ ...everything(), DATABASE_URL: old.url });
  expect(code).toBe(2);
  expect(stderr).toMatch(/0004-cases.* is missing: run npm run migrate\.\n$/);
  await old.drop();
});
