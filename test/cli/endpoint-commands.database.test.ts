import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { handOut } from '../../src/ledger/write/webhook-hand-out.ts';
import { appendEvents } from '../../src/ledger/write/publish-events.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { freshLedgerDatabase, type FreshDatabase } from '../databases/fresh-postgres-database.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const NOBODY = 'There is no endpoint whe_0: see endpoint list.';

describe('the endpoints of webhooks on the command line', () => {
  let database: FreshDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await freshLedgerDatabase();
    ledger = openPostgres(database.url);
  });
  afterAll(async () => {
    await ledger.destroy();
    await database.drop();
  });

  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  async function cli(argv: string[], env: NodeJS.ProcessEnv = { WEBHOOK_SECRET: secret }) {
    const out: string[] = [];
    const err: string[] = [];
    const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
    const all = { DATA_DIR: temporaryFolder(), DATABASE_URL: database.url, ...env };
    return { code: await runCli(argv, { ...io, env: all }), out, err };
  }
  const made = async (...more: string[]): Promise<{ endpointId: string; secret: string }> => {
    const { out } = await cli(['endpoint', 'create', 'https://shop.example/hooks', ...more, '--json']);
    return JSON.parse(out.join('\n')) as { endpointId: string; secret: string };
  };
  const published = async (eventId: string): Promise<void> => {
    const data = { purchaseId: 'p1', policyVersion: '2026-01' };
    const at = '2026-03-01T10:00:00.000Z';
    await appendEvents(
      ledger,
      [{ eventId, type: 'purchase.opened', purchaseId: 'p1', at, data }],
      new Date(),
    );
  };

  test('one of a service says so, with what it is for; another name than that of a service is refused', async () => {
    await createKey(ledger, { caller: 'shop-a', role: 'service' }, new Date());
    const more = ['--service', 'shop-a', '--description', 'The books'];
    const { endpointId } = await made(...more);
    expect((await cli(['endpoint', 'list'])).out).toEqual([
      `${endpointId}  enabled  https://shop.example/hooks  all types  v1  only of shop-a  The books`,
    ]);
    await cli(['endpoint', 'remove', endpointId]);
    expect(await cli(['endpoint', 'create', 'https://shop.example/hooks', '--service', 'shop-z'])).toEqual({
      code: 1,
      out: [],
      err: ['service must be the caller of a key of the role service.'],
    });
  });

  test('one that is switched off stands above the queue, with its host and since when', async () => {
    const { endpointId } = await made();
    expect((await cli(['queue'])).out).toEqual(['nothing']);
    await cli(['endpoint', 'disable', endpointId]);
    expect((await cli(['queue'])).out).toEqual([
      expect.stringMatching(
        `^webhooks to shop\\.example \\(${endpointId}\\): disabled \\(by_hand\\)  since 20[0-9T:.-]+Z$`,
      ),
      'nothing',
    ]);
    expect(JSON.parse((await cli(['queue', '--json'])).out.join('\n'))).toMatchObject({
      entries: [],
      endpoints: [{ endpointId, status: 'disabled' }],
    });
    await cli(['endpoint', 'remove', endpointId]);
  });

  test('one is made, with its secret alone on stdout, and listed', async () => {
    const { code, out, err } = await cli([
      'endpoint',
      'create',
      'https://shop.example/webhooks',
      '--types',
      'purchase.closed, claim.decided',
      '--v1a',
    ]);
    expect({ code, out }).toEqual({ code: 0, out: [expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)] });
    const [words = '', key] = err;
    const [, endpointId = ''] =
      /^The endpoint (whe_[0-9a-f]{24}) is made\. This secret is not shown again\.$/.exec(words) ?? [];
    expect(key).toMatch(/^Its public key for v1a: whpk_[A-Za-z0-9+/]{43}=$/);
    expect((await cli(['endpoint', 'list'])).out).toEqual([
      `${endpointId}  enabled  https://shop.example/webhooks  purchase.closed,claim.decided  v1a`,
    ]);
    const { out: json } = await cli(['endpoint', 'list', '--json']);
    expect(JSON.parse(json.join('\n'))).toMatchObject([{ endpointId, status: 'enabled', behind: 0 }]);
    expect(json.join('')).not.toContain(out[0]);
    expect(await cli(['endpoint', 'remove', endpointId])).toEqual({
      code: 0,
      out: [`${endpointId} is removed`],
      err: [],
    });
    expect((await cli(['endpoint', 'list'])).out).toEqual(['nothing']);
  });

  test('what is wrong is said, and makes none; without WEBHOOK_SECRET it is said what to set', async () => {
    const wrong = await cli(['endpoint', 'create', 'http://shop.example', '--types', 'nothing']);
    expect(wrong).toMatchObject({ code: 1, out: [] });
    expect(wrong.err.join('\n')).toMatch(
      /^url must be an https address\.\ntypes must be 1 to 15 different types of purchase\.opened, .*\.$/,
    );
    for (const argv of [
      ['create', 'https://shop.example/webhooks'],
      ['rotate', 'whe_0'],
    ]) {
      expect(await cli(['endpoint', ...argv], {})).toEqual({
        code: 1,
        out: [],
        err: [
          'WEBHOOK_SECRET is missing: set it to the one that worker and API have, because each endpoint’s secret is made from it.',
        ],
      });
    }
    const nowhere = { DATABASE_URL: '', WEBHOOK_SECRET: secret };
    expect(await cli(['endpoint', 'list'], nowhere)).toMatchObject({
      code: 1,
      err: ['No ledger is at hand: start the service with `npm start`, or set DATABASE_URL.'],
    });
    expect((await cli(['endpoint', 'list'])).out).toEqual(['nothing']);
  });

  test('one gets another secret, is switched off and on, and one that is not there is said not to be', async () => {
    const { endpointId, secret: first } = await made();
    const rotated = await cli(['endpoint', 'rotate', endpointId, '--overlap', '2d']);
    expect(rotated).toEqual({
      code: 0,
      out: [expect.stringMatching(/^whsec_/)],
      err: [expect.stringMatching(/^The secret before signs until \S+Z\. This secret is not shown again\.$/)],
    });
    expect(rotated.out[0]).not.toBe(first);
    expect((await cli(['endpoint', 'rotate', endpointId, '--overlap', '31d'])).err).toEqual([
      '--overlap is 30d at most.',
    ]);
    expect(await cli(['endpoint', 'rotate', endpointId, '--overlap', '0'])).toMatchObject({ code: 0 });
    expect((await cli(['endpoint', 'disable', endpointId])).out).toEqual([`${endpointId} is disabled`]);
    expect((await cli(['endpoint', 'list'])).out).toEqual([
      `${endpointId}  disabled (by_hand)  https://shop.example/hooks  all types  v1`,
    ]);
    expect((await cli(['endpoint', 'resend', endpointId, '--since', '1h'])).err).toEqual([
      `${endpointId} is switched off: switch it on first, with endpoint enable.`,
    ]);
    expect((await cli(['endpoint', 'enable', endpointId])).out).toEqual([`${endpointId} is enabled`]);
    for (const argv of [
      ['rotate', 'whe_0'],
      ['enable', 'whe_0'],
      ['disable', 'whe_0'],
      ['remove', 'whe_0'],
      ['deliveries', 'whe_0'],
      ['resend', 'whe_0', '--since', '1h'],
    ]) {
      expect(await cli(['endpoint', ...argv])).toEqual({ code: 1, out: [], err: [NOBODY] });
    }
    await cli(['endpoint', 'remove', endpointId]);
  });

  test('what became of the events of one is shown, page by page, and can be sent again', async () => {
    await recordSnapshot(ledger, snapshotOf('p1'), { now: new Date() });
    const { endpointId } = await made();
    await published('evt_aaaaaaaaaaaaaaaaaaaaa1');
    await published('evt_aaaaaaaaaaaaaaaaaaaaa2');
    expect((await cli(['endpoint', 'list'])).out[0]).toContain('  2 behind');
    await handOut(ledger, endpointId, new Date());
    const [second, more] = (await cli(['endpoint', 'deliveries', endpointId, '--limit', '1'])).out;
    expect(second).toMatch(/^\d+ {2}evt_a+2 {2}purchase\.opened {2}sending {2}tries 0$/);
    const { code, out } = await cli([
      'endpoint',
      'deliveries',
      endpointId,
      ...String(more).slice(6).split(' '),
    ]);
    expect({ code, out }).toEqual({
      code: 0,
      out: [expect.stringMatching(/^\d+ {2}evt_a+1 {2}purchase\.opened {2}sending {2}tries 0$/)],
    });
    expect((await cli(['endpoint', 'deliveries', endpointId, '--state', 'failed'])).out).toEqual(['nothing']);
    const again = ['endpoint', 'resend', endpointId];
    expect((await cli([...again, '--since', '1h'])).out).toEqual(['2 queued']);
    // What is under way when it is switched off is sent once it is on again.
    await cli(['endpoint', 'disable', endpointId]);
    await cli(['endpoint', 'enable', endpointId]);
    expect((await cli(['endpoint', 'deliveries', endpointId, '--state', 'queued'])).out).toHaveLength(2);
    expect((await cli([...again, '--event', 'evt_aaaaaaaaaaaaaaaaaaaaa1'])).out).toEqual(['1 queued']);
    expect((await cli([...again, '--event', 'evt_b'])).err).toEqual([
      'There is no event evt_b: see events list.',
    ]);
    expect((await cli(again)).err).toEqual(['Say what to send again: --event or --since.']);
    const { out: json } = await cli(['endpoint', 'deliveries', endpointId, '--state', 'queued', '--json']);
    expect(JSON.parse(json.join('\n'))).toMatchObject({
      entries: [{ state: 'queued' }, { state: 'queued' }],
    });
  });
});
