import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import type { PurchaseStatus } from '../../../src/contract/status.ts';
import { readRunning } from '../../../src/cli/start-file.ts';
import { readAddress } from '../../../dev/sandbox/address-file.ts';
import { DAY_MS } from '../../../src/policy/duration.ts';
import { isRunning, processMark } from '../../../src/cli/process-mark.ts';
import { namespaceKeeping, retentionOf } from '../../temporal/kept-namespace.ts';
import { compiled } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { cli, startService } from './service.ts';

const statusOf = async (dataDir: string, id: string): Promise<PurchaseStatus> => {
  const { code, out } = await cli(dataDir, 'status', id, '--json');
  expect(code).toBe(0);
  return JSON.parse(out.join('\n')) as PurchaseStatus;
};

/** What follows is not at once. */
const SOON = { timeout: 60_000, interval: 200 };

const startsOn = (dataDir: string): string =>
  `Starting on the data in ${dataDir}. It takes some seconds; the first time a server may have to be built.\n`;

test('an open purchase goes on after the service was stopped and started again, and the money goes back once', async () => {
  const dataDir = temporaryFolder();
  const first = startService(dataDir);
  await first.ready;
  const startFile = join(dataDir, 'start.json');
  expect(readFileSync(startFile, 'utf8')).not.toContain(readAddress(dataDir)?.token);
  expect(statSync(startFile).mode & 0o777).toBe(0o600);

  const { pageUrl = '' } = readRunning(dataDir) ?? {};
  expect(await (await fetch(pageUrl)).text()).toContain('A return policy that carries itself out.');

  expect(await cli(dataDir, 'open', '--id', 'p1', '--price', '250')).toMatchObject({ code: 0, err: [] });
  const early = await cli(
    dataDir,
    'claim',
    'p1',
    'major_defect',
    '--reason',
    'It does not work at all today.',
  );
  expect(early.code).toBe(1);
  expect(early.err.join('\n')).toMatch(/^refused: too_early/);
  expect((await cli(dataDir, 'sms', 'p1')).out[0]).toBe('sent smsReceived');
  expect((await cli(dataDir, 'complete', 'p1')).out[0]).toBe('sent activationCompleted');
  const short = await cli(dataDir, 'claim', 'p1', 'major_defect', '--reason', 'broken');
  expect(short.code).toBe(1);
  expect(short.err).toEqual([expect.stringMatching(/^refused: no_reason \(P2\): /)]);
  const filed = await cli(
    dataDir,
    'claim',
    'p1',
    'major_defect',
    '--reason',
    'It does not work at all today.',
  );
  expect(filed.out.slice(0, 2)).toEqual(['accepted clm_p1_1', '  stage       in_remediation']);
  expect(filed.out[2]).toMatch(/^ {2}next {8}remediation \S+Z \(in 4 d 23:59:\d\d\)$/);

  const second = await startService(dataDir).ended;
  expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 1, stdout: '' });
  expect(second.stderr).toContain(`Process ${first.child.pid} runs all of this already:`);
  expect(second.stderr).toContain(`http://127.0.0.1:${readAddress(dataDir)?.orderPort} (sandbox)`);

  first.child.kill('SIGTERM');
  const stopped = await first.ended;
  expect(stopped.code).toBe(0);
  expect(stopped.stdout).toMatch(
    /^ready temporal \S+\nready sandbox \S+\nready worker \S+\nready api http:\/\/127\.0\.0\.1:\d+\nready page http:\/\/127\.0\.0\.1:\d+\n/,
  );
  expect(stopped.stdout).toContain(`\n  DATA_DIR='${dataDir}' npm run cli -- open --id demo-1\n`);
  expect(stopped.stderr).toContain(startsOn(dataDir));
  expect(stopped.stderr).not.toContain('passed over');
  expect(existsSync(startFile)).toBe(false);
  expect(await cli(dataDir, 'status', 'p1')).toEqual({
    code: 1,
    out: [],
    err: ['No service runs on this data: start it with `npm start`, or set TEMPORAL_ADDRESS.'],
  });

  const again = startService(dataDir);
  await again.ready;
  const skipped = await cli(dataDir, 'skip', 'p1', '5d');
  expect(skipped).toMatchObject({ code: 0, err: [] });
  expect(skipped.out[1]).toBe('  stage       awaiting_choice');
  expect((await cli(dataDir, 'choose', 'p1', 'refund')).out.slice(0, 2)).toEqual([
    'accepted clm_p1_1',
    '  stage       closed',
  ]);
  const { result, refund, timeline } = await statusOf(dataDir, 'p1');
  expect(result).toMatchObject({ outcome: 'refunded', clause: 'C3a' });
  expect(refund).toMatchObject({ amount: 250, currency: 'EUR', status: 'confirmed' });
  expect(timeline.filter(({ event }) => event === 'refund_sent')).toHaveLength(1);
  const late = await cli(dataDir, 'choose', 'p1', 'replacement');
  expect(late.code).toBe(1);
  expect(late.err[0]).toMatch(/^refused: purchase_closed: refunded by C3a/);
  const inbox = await cli(dataDir, 'inbox', '--purchase', 'p1');
  expect(inbox.out.map((line) => line.split(/ {2,}/)[2])).toEqual([
    'remediation_started',
    'choice_offered',
    'funds_returned',
  ]);

  await expect
    .poll(async () => (await cli(dataDir, 'webhooks')).out.map((line) => line.split(/ {2,}/)), SOON)
    .toEqual(
      expect.arrayContaining(
        ['claim.decided', 'refund.confirmed', 'purchase.closed'].map((type): unknown => [
          expect.any(String),
          'p1',
          type,
          expect.stringMatching(/^evt_/),
          'signature right',
        ]),
      ),
    );
  expect((await cli(dataDir, 'endpoint', 'list')).out).toEqual([
    expect.stringMatching(
      /^whe_[0-9a-f]{24} {2}enabled {2}http:\/\/127\.0\.0\.1:\d+\/sandbox\/webhooks {2}all types {2}v1$/,
    ),
  ]);
  expect(statSync(join(dataDir, 'webhooks.json')).mode & 0o777).toBe(0o600);
  const hook = ['endpoint', 'create', 'http://127.0.0.1:9/', '--types', 'notice.undelivered'];
  expect(await cli(dataDir, ...hook)).toMatchObject({ code: 0, out: [expect.stringMatching(/^whsec_/)] });

  const record = await cli(dataDir, 'record', 'p1');
  expect(record).toMatchObject({ code: 0, err: [] });
  expect(record.out.join('\n')).toMatch(/refund .*confirmed/);
  expect(await cli(dataDir, 'queue')).toEqual({ code: 0, out: ['nothing'], err: [] });
  const resent = await cli(dataDir, 'resend', '<funds_returned.1.p1@instaotp.example>', '--by', 'agent_7');
  expect(resent).toMatchObject({ code: 0, out: [expect.stringMatching(/^sent <funds_returned\.1\.again-/)] });

  const compared = await promisify(execFile)(process.execPath, [...compiled('dev/reconcile.ts'), '--json'], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
  });
  expect(JSON.parse(compared.stdout)).toMatchObject({ purchases: 1, findings: [], notChecked: [] });

  const unknown = await cli(dataDir, 'status', 'nobody');
  expect(unknown).toEqual({ code: 1, out: [], err: ['There is no purchase nobody.'] });
  const nobody = await cli(dataDir, 'withdraw', 'nobody');
  expect(nobody).toMatchObject({
    code: 1,
    out: [],
    err: [expect.stringMatching(/^refused: unknown_purchase: /)],
  });
  const faulty = await cli(dataDir, 'fault', 'add', 'refund', 'status', '--status', '503', '--times', '2');
  expect(faulty).toEqual({ code: 0, out: ['refund status, times 2'], err: [] });
  expect((await cli(dataDir, 'fault', 'clear')).out).toEqual(['no faults wait']);

  again.child.kill('SIGINT');
  expect((await again.ended).code).toBe(0);
  const { serverPid, serverMark } = lastServer(dataDir);
  expect(serverPid === undefined || !isRunning(serverPid, serverMark)).toBe(true);
});

/** The lock of the server is gone once it is: then nothing is left to look for. */
function lastServer(dataDir: string): { serverPid: number | undefined; serverMark: string } {
  const lock = join(dataDir, 'temporal', 'server.lock');
  if (!existsSync(lock)) return { serverPid: undefined, serverMark: '' };
  const { note } = JSON.parse(readFileSync(lock, 'utf8')) as {
    note: { serverPid: number; serverMark: string };
  };
  return note;
}

test('with an address at which nobody answers npm start says so and ends', async () => {
  // Port 1 needs privileges to listen on: nobody does.
  const dataDir = temporaryFolder();
  const service = startService(dataDir, { TEMPORAL_ADDRESS: '127.0.0.1:1' });

  const { code, stdout, stderr } = await service.ended;

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.replace(startsOn(dataDir), '')).toBe(
    'The Temporal server at 127.0.0.1:1 cannot be used (ECONNREFUSED): nobody listens there: start it, or correct TEMPORAL_ADDRESS. Without TEMPORAL_ADDRESS a server is started here.\n',
  );
});

test('in a configured namespace that keeps closed purchases for too short npm start says how to mend it, and starts no part', async () => {
  const address = inject('temporalAddress');
  const namespace = await namespaceKeeping(DAY_MS, address);
  const dataDir = temporaryFolder();
  const service = startService(dataDir, { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });

  const { code, stdout, stderr } = await service.ended;

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    startsOn(dataDir) +
      `Namespace ${namespace} keeps closed purchases for 24 hours and at least 720 are needed: ` +
      `run \`temporal operator namespace update --namespace ${namespace} --retention 720h\` and start again.\n`,
  );
  expect(readdirSync(dataDir)).toEqual([]);
  expect(await retentionOf(namespace, address)).toBe(DAY_MS);
});

test('with a shop of its own npm start serves a page for reading, and sells nothing itself', async () => {
  const dataDir = temporaryFolder();
  const shop = { ORDER_SERVICE_URL: 'http://127.0.0.1:1', ORDER_SERVICE_TOKEN: 'secret' };
  const service = startService(dataDir, shop);
  await service.ready;
  const { pageUrl = '', sandboxShop } = readRunning(dataDir) ?? {};
  expect(sandboxShop).toBe(false);
  const text = await (await fetch(pageUrl)).text();
  expect(text).toContain('Purchases of your shop, for reading.');
  expect(text).not.toContain('<form');
  service.child.kill('SIGTERM');
  const { code, stdout } = await service.ended;
  expect(code).toBe(0);
  expect(stdout).toContain(`Open ${pageUrl} in a browser to see the purchases of your shop.`);
  expect(stdout).not.toContain('demo-1');
});

test('what a killed service wrote down does not count as running; the next one has what is in its ledger, and ends if that is lost', async () => {
  const dataDir = temporaryFolder();
  const service = startService(dataDir);
  await service.ready;
  expect(await cli(dataDir, 'open', '--id', 'p1')).toMatchObject({ code: 0 });
  await expect.poll(() => cli(dataDir, 'record', 'p1')).toMatchObject({ code: 0 });
  service.child.kill('SIGKILL');
  await service.ended;
  expect(existsSync(join(dataDir, 'start.json'))).toBe(true);
  const { code, err } = await cli(dataDir, 'status', 'p1');
  expect({ code, err }).toEqual({
    code: 1,
    err: ['No service runs on this data: start it with `npm start`, or set TEMPORAL_ADDRESS.'],
  });
  expect(processMark(service.child.pid ?? 0)).toBeUndefined();
  expect((await cli(dataDir, 'record', 'p1')).err).toEqual([
    'No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.',
  ]);
  const next = startService(dataDir);
  await next.ready;
  const { code: again, out } = await cli(dataDir, 'record', 'p1');
  expect({ again, first: out[0] }).toEqual({ again: 0, first: expect.stringMatching(/^purchase p1, /) });

  const pidFile = join(dataDir, 'ledger/postgres/data/postmaster.pid');
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGKILL');
  const { code: last, stderr } = await next.ended;
  expect(last).toBe(1);
  expect(stderr).toContain('The PostgreSQL of the ledger ended by itself with code ');
});

test.each([
  [['skip', 'p1', '5 days'], /^"5 days" is not a duration: write it like 20m/],
  [['skip', 'p1', '0m'], /^"0m" is not a duration/],
  [['choose', 'p1', 'nothing'], /Allowed choices are refund, replacement/],
  [['claim', 'p1', 'major_defect'], /required option '--reason <text>' not specified/],
  [['open', '--price', '1.49'], /Write a whole number/],
  [['status', 'p1', '--address', 'here'], /.+/],
  [['status', 'p1'], /^No service runs on this data/],
])('%j is answered with one line and exit code 1, without a service', async (argv, line) => {
  const { code, out, err } = await cli(temporaryFolder(), ...argv);
  expect({ code, out, lines: err.join('\n').split('\n').length }).toEqual({ code: 1, out: [], lines: 1 });
  expect(err[0]).toMatch(line);
});
