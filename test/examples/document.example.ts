import { execFile, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readRunning, type Running } from '../../src/cli/start-file.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { startService } from '../dev/start/service.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { receiver } from '../webhooks/receiver.ts';

const run = promisify(execFile);
const SOON = { timeout: 60_000, interval: 200 };

interface Block {
  /** Its section, and which of its blocks it is. */
  name: string;
  text: string;
}

/** Every fenced block of a document, in its order. */
function blocksOf(document: string): Block[] {
  return document.split(/^(?=##+ )/m).flatMap((section) => {
    const [, title = ''] = /^##+ (.+)/.exec(section) ?? [];
    const found = [...section.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)];
    return found.map(([, text = ''], n) => ({ name: `${title} ${n + 1}`, text }));
  });
}

const BLOCKS = blocksOf(readFileSync('docs/http.md', 'utf8'));
const blockOf = (name: string): string =>
  BLOCKS.find((each) => each.name === name)?.text ?? expect.fail(`the document has no ${name}`);

/** The secret with which the shop of `npm start` signs its events. */
const EVENT_SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const dataDir = temporaryFolder(afterAll);
/** Where the reader pastes the blocks. */
const folder = temporaryFolder(afterAll);
let running: Running;
let printed: string;
/** What the reader has exported. */
let exported: Record<string, string> = {};
let stop: () => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  const environment = { EVENT_SECRETS: `npm-start-shop:${EVENT_SECRET}` };
  const service = startService(dataDir, environment, { after: (end) => (stop = end) });
  printed = await service.ready;
  running = readRunning(dataDir) ?? expect.fail('nothing runs');
});
afterAll(() => stop());

interface Pasting {
  cwd?: string;
  env?: Record<string, string>;
}

/** What a block prints that is pasted into a shell, and nothing of which may fail. A name that nothing has set fails. */
async function pasted(text: string, { cwd = folder, env = {} }: Pasting = {}): Promise<string> {
  const known = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir };
  const { stdout } = await run('bash', ['-euc', text], { cwd, env: { ...known, ...exported, ...env } });
  return stdout.trim();
}

/** What each of the curl commands of a block answers. */
async function answersTo(text: string, pasting?: Pasting): Promise<Record<string, unknown>[]> {
  const printing = await pasted(text.replaceAll(/^curl /gm, 'echo; curl '), pasting);
  return printing.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The commands of this package, as they are written in its folder. */
const command = (text: string): Promise<string> =>
  pasted(text.replaceAll('npm run ', 'npm run --silent '), { cwd: process.cwd() });

const about = (purchaseId: string, text: string): string =>
  text.replaceAll(/\bp1\b/g, purchaseId).replaceAll('clm_p1_', `clm_${purchaseId}_`);

async function asked(
  method: string,
  path: string,
  { as = 'SHOP', body, headers = {} }: { as?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const once = method === 'POST' ? { 'idempotency-key': randomBytes(8).toString('hex') } : {};
  const response = await fetch(exported['API'] + path, {
    method,
    headers: {
      authorization: `Bearer ${exported[as] ?? as}`,
      'content-type': 'application/json',
      ...once,
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Somebody buys, and the shop opens the purchase. */
async function opened(purchaseId: string): Promise<void> {
  const sale = { method: 'POST', body: JSON.stringify({ purchaseId }) };
  const order = await (await fetch(`${exported['SANDBOX']}/sandbox/purchases`, sale)).json();
  expect(await asked('PUT', `/v1/purchases/${purchaseId}`, { body: order })).toMatchObject({ status: 201 });
}

const stageOf = async (purchaseId: string): Promise<unknown> =>
  (await asked('GET', `/v1/purchases/${purchaseId}`)).body['stage'];

/** An open purchase whose customer has received nothing, until `tell` sends an event about it. */
async function toldOf(purchaseId: string, tell: () => Promise<void>): Promise<void> {
  await opened(purchaseId);
  await tell();
  await expect.poll(() => stageOf(purchaseId), SOON).toBe('claim_window');
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
const { components } = JSON.parse(readFileSync('src/web/api/openapi.json', 'utf8')) as { components: object };

/** The names of all fields, and what kind of value each has. */
const shapeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shapeOf)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shapeOf(each)]))
      : typeof value;

let endpointSecret: string | undefined;
let evidence: Record<string, unknown> | undefined;
let helperKey: string | undefined;

/** What shows each block of the document, in its order: later ones go on with what earlier ones have made. */
const SHOWN: Readonly<Record<string, (text: string) => Promise<void>>> = {
  'A purchase, a claim and a webhook in five minutes 1': async (text) => {
    const { url, keys } = running.api ?? expect.fail('no API');
    const values: Record<string, string | undefined> = {
      API: url,
      SANDBOX: running.sandboxUrl,
      SHOP: keys.service,
      SUPPORT: keys.approver,
      ADMIN: keys.admin,
    };
    const names = [...text.matchAll(/^export (\w+)=/gm)].map(([, name = '']) => name);
    expect(names).toEqual(Object.keys(values));
    for (const value of Object.values(values)) expect(printed).toContain(value);
    const filled = text.replaceAll(
      /^(export (\w+)=)\S+/gm,
      (_, before: string, name: string) => `${before}${values[name]}`,
    );
    const lines = (await pasted(`${filled}\nenv`)).split('\n');
    exported = Object.fromEntries(
      names.map((name) => [
        name,
        lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '',
      ]),
    );
    expect(exported).toEqual(values);
  },
  'A purchase, a claim and a webhook in five minutes 2': async (text) => {
    expect(await answersTo(text)).toMatchObject([
      { purchaseId: 'p1', price: { amount: 149 } },
      { purchaseId: 'p1', already: false },
      { purchaseId: 'p1' },
    ]);
    await expect.poll(() => stageOf('p1'), SOON).toBe('claim_window');
  },
  'A purchase, a claim and a webhook in five minutes 3': async (text) => {
    const [filed, preview, decided] = await answersTo(text);
    expect(filed).toMatchObject({ accepted: true, stage: 'in_review' });
    expect(preview).toMatchObject({ preview: true, follows: { money: { kind: 'refund' } } });
    expect(decided).toMatchObject({ accepted: true, stage: 'returning_funds' });
    const closed = async (): Promise<unknown> => (await asked('GET', '/v1/purchases/p1')).body['result'];
    await expect.poll(closed, SOON).toMatchObject({ outcome: 'refunded', clause: 'C2' });
  },
  'A purchase, a claim and a webhook in five minutes 4': async (text) => {
    const told = async (): Promise<string[]> => {
      const list = JSON.parse(await pasted(text)) as { signature: string; event: { type: string } }[];
      return list.map(({ signature, event }) => `${event.type} ${signature}`).toSorted();
    };
    const types = ['claim.decided', 'claim.filed', 'purchase.closed', 'purchase.opened', 'refund.confirmed'];
    await expect.poll(told, SOON).toEqual(types.map((type) => `${type} right`));
  },
  'Signed events 1': async (text) => {
    await toldOf('signed-json', async () => {
      const body = JSON.stringify(JSON.parse(about('signed-json', text)));
      const [id, timestamp] = ['sms-signed-json', String(Math.floor(Date.now() / 1_000))];
      const secret = Buffer.from(EVENT_SECRET.replace('whsec_', ''), 'base64');
      const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      };
      const answer = await fetch(`${exported['API']}/v1/events`, { method: 'POST', body, headers });
      expect(answer.status).toBe(202);
    });
  },
  'Signed events 2': (text) =>
    toldOf('signed-js', async () => {
      const env = { ...exported, SECRET: EVENT_SECRET, PURCHASE: 'signed-js' };
      const args = ['--input-type=module', '--eval', text];
      expect((await run(process.execPath, args, { env })).stdout).toBe('202\n');
    }),
  'Signed events 3': (text) =>
    toldOf('signed-py', async () => {
      const env = {
        PATH: process.env['PATH'] ?? '',
        ...exported,
        SECRET: EVENT_SECRET,
        PURCHASE: 'signed-py',
      };
      expect((await run('python3', ['-c', text], { env })).stdout).toBe('202\n');
    }),
  'Signed events 4': (text) =>
    toldOf('signed-curl', async () => {
      const env = { SECRET: EVENT_SECRET, PURCHASE: 'signed-curl' };
      expect(await answersTo(text, { env })).toEqual([{ purchaseId: 'signed-curl' }]);
    }),
  'The feed 1': async (text) => {
    const schema = JSON.parse(readFileSync('src/contract/schemas/feed-event.schema.json', 'utf8')) as object;
    const example = JSON.parse(text) as { data: unknown };
    expect([ajv.validate(schema, example), ajv.errors]).toEqual([true, null]);
    const { body } = await asked('GET', '/v1/events?types=claim.decided&purchaseId=p1');
    expect(body['entries']).toMatchObject([{ type: 'claim.decided', data: example.data }]);
    expect(shapeOf((body['entries'] as unknown[])[0])).toEqual(shapeOf(example));
  },
  'Webhooks 1': async (text) => {
    const [made = {}] = await answersTo(text);
    expect(made['secret']).toMatch(/^whsec_/);
    const { body } = await asked('GET', '/v1/webhook-endpoints', { as: 'ADMIN' });
    expect(body['entries']).toContainEqual(
      expect.objectContaining({
        endpointId: made['endpointId'],
        url: 'https://shop.example/webhooks',
        types: ['purchase.closed'],
      }),
    );
    // Nobody is there.
    await asked('DELETE', `/v1/webhook-endpoints/${String(made['endpointId'])}`, { as: 'ADMIN' });
    const [port] = await freePorts(1);
    const here = text
      .replace('https://shop.example/webhooks', `http://127.0.0.1:${port}/`)
      .replace('purchase.closed', 'purchase.opened')
      .replace('hook-1', 'hook-2');
    const [ours = {}] = await answersTo(here);
    endpointSecret = `${port} ${String(ours['secret'])}`;
  },
  'Webhooks 2': async (text) => {
    const [port = '', secret = ''] = (endpointSecret ?? expect.fail('no endpoint')).split(' ');
    const url = `http://127.0.0.1:${port}/`;
    writeFileSync(join(folder, 'receiver.mjs'), text);
    const env = { PORT: port, SECRET: secret };
    const program = execFile(process.execPath, [join(folder, 'receiver.mjs')], { env });
    onTestFinished(() => void program.kill('SIGKILL'));
    let said = '';
    program.stdout?.on('data', (more: string) => (said += more));
    const forged = async (): Promise<number> => {
      const headers = {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
        'webhook-signature': 'v1,bm9uc2Vuc2U=',
      };
      return (await fetch(url, { method: 'POST', headers, body: '{"type":"made up"}' })).status;
    };
    await expect.poll(() => forged().catch(() => 0), SOON).toBe(401);
    await opened('hook');
    await expect.poll(() => said, SOON).toMatch(/^purchase\.opened evt_[\w-]{22}\n$/);
    const { body } = await asked('GET', '/v1/events?purchaseId=hook');
    const [told] = body['entries'] as { id: string }[];
    expect(said).toBe(`purchase.opened ${told?.id}\n`);
  },
  'Without a public address 1': async (text) => {
    const hook = await receiver();
    const line = text
      .replace('iotp_…', exported['SHOP'] ?? '')
      .replace('localhost:3000/webhooks', new URL(hook.url).host)
      .replace('https://returns.example', exported['API'] ?? '');
    expect(line).not.toBe(text);
    // In a group of its own, as in a terminal: npm starts what it runs in another process.
    const listening = spawn('bash', ['-euc', line], { detached: true, stdio: 'ignore' });
    onTestFinished(() => {
      if (listening.pid !== undefined) process.kill(-listening.pid, 'SIGKILL');
    });
    let n = 0;
    const forwarded = async (): Promise<string[]> => {
      n += 1;
      await opened(`listened-${n}`);
      return hook.received.map(({ event }) => event.type);
    };
    // One after another, until it listens.
    await expect.poll(forwarded, { ...SOON, interval: 1_000 }).toContain('purchase.opened');
  },
  'Evidence 1': async (text) => {
    await opened('p2');
    const grey = { width: 20, height: 30, channels: 3 as const, background: '#888' };
    await sharp({ create: grey }).jpeg().toFile(join(folder, 'screenshot.jpg'));
    [evidence] = await answersTo(text);
    expect(evidence).toMatchObject({ purchaseId: 'p2', mediaType: 'image/jpeg', width: 20, height: 30 });
  },
  'Evidence 2': (text) => {
    expect(shapeOf(JSON.parse(text))).toEqual(shapeOf(evidence));
    return Promise.resolve();
  },
  'Receipts 1': async (text) => {
    await pasted(text);
    const receipt = JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8')) as object;
    expect(receipt).toMatchObject({ document: { purchaseId: 'p1', decision: { clause: 'C2' } } });
  },
  'Receipts 2': async (text) => {
    const printing = text.replace('console.log(', 'console.log("%j", ');
    const args = ['--input-type=module', '--eval', printing];
    const { document } = JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8')) as {
      document: unknown;
    };
    expect(JSON.parse((await run(process.execPath, args, { cwd: folder })).stdout)).toEqual(document);
  },
  'Tools for assistants 1': async (text) => {
    [, helperKey] = /(iotp_\S+)/.exec(await command(text)) ?? [];
    expect((await asked('GET', '/v1/purchases/p1', { as: helperKey ?? '' })).status).toBe(200);
  },
  'Tools for assistants 2': async (text) => {
    const { mcpServers } = JSON.parse(text.replace('iotp_…', helperKey ?? '')) as {
      mcpServers: { returns: { type: string; url: string; headers: Record<string, string> } };
    };
    const { type, url, headers } = mcpServers.returns;
    expect(type).toBe('http');
    const at = new URL(new URL(url).pathname, exported['API']);
    const client = new Client({ name: 'a reader', version: '1.0.0' });
    onTestFinished(() => client.close());
    await client.connect(new StreamableHTTPClientTransport(at, { requestInit: { headers } }));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['find', 'show', 'options', 'preview']);
  },
  'Tools for assistants 3': async (text) => {
    const purchaseId = 'talked-to';
    await toldOf(purchaseId, async () => {
      const event = { type: 'smsReceived', eventId: 'sms-1' };
      await asked('POST', `/v1/purchases/${purchaseId}/events`, { body: event });
    });
    // What the document quotes is what the customer writes.
    const [, words = ''] = /:\n((?:> .*\n)+)/.exec(text) ?? [];
    const reason = words.trim().replaceAll(/^> /gm, '');
    const claim = { claimType: 'major_defect', reason };
    expect(await asked('POST', `/v1/purchases/${purchaseId}/claims`, { body: claim })).toMatchObject({
      status: 200,
    });
    const client = new Client({ name: 'a reader', version: '1.0.0' });
    onTestFinished(() => client.close());
    const requestInit = { headers: { authorization: `Bearer ${helperKey}` } };
    const url = new URL('/mcp', exported['API']);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
    const { content } = await client.callTool({
      name: 'show',
      arguments: { claimId: `clm_${purchaseId}_1` },
    });
    const [first] = content as { text?: string }[];
    const parts = about(purchaseId, text.trim()).split('…');
    const pattern = parts.map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    expect(first?.text).toMatch(new RegExp(`^${pattern.join(String.raw`[\s\S]*`)}$`));
  },
  'Trying out days in seconds 1': async (text) => {
    expect(await stageOf('p2')).toBe('awaiting_sms');
    const [answer] = await answersTo(text);
    expect(answer).toMatchObject({ stage: 'closed', now: expect.any(String) as string });
    expect((await asked('GET', '/v1/purchases/p2')).body['result']).toMatchObject({
      outcome: 'refunded',
      clause: 'R2',
    });
  },
  'Keys 1': async (text) => {
    const [create = '', rotate = '', revoke = '', list = '', ...more] = text.trim().split('\n');
    expect(more).toEqual([]);
    const keyIn = (said: string): string => /(iotp_\S+)/.exec(said)?.[1] ?? expect.fail(said);
    const opens = async (key: string): Promise<number> =>
      (await asked('GET', '/v1/purchases/p1', { as: key })).status;
    const first = keyIn(await command(create));
    const second = keyIn(await command(rotate));
    // What it may not see is not there.
    await expect.poll(() => opens(second), SOON).toBe(404);
    expect(await opens(first)).toBe(404);
    const keyId = /^iotp_([^_]+)_/.exec(first)?.[1] ?? expect.fail('a key has no id');
    await command(revoke.replace('<keyId>', keyId));
    await expect.poll(() => opens(first), SOON).toBe(401);
    expect(await opens(second)).toBe(404);
    expect(await command(list)).toContain(keyId);
  },
  'Errors 1': async (text) => {
    const example = JSON.parse(text) as Record<string, unknown>;
    const schema = { $ref: '#/components/schemas/Problem', components };
    expect([ajv.validate(schema, example), ajv.errors]).toEqual([true, null]);
    const purchaseId = 'refused';
    await toldOf(purchaseId, async () => {
      const event = { type: 'smsReceived', eventId: 'sms-1' };
      await asked('POST', `/v1/purchases/${purchaseId}/events`, { body: event });
    });
    const reason = 'The number lost every second code today.';
    const claim = { claimType: 'major_defect', reason };
    await asked('POST', `/v1/purchases/${purchaseId}/claims`, { body: claim });
    await asked('POST', `/v1/claims/clm_${purchaseId}_1/withdrawal`, { body: {} });
    const decision = { decision: 'approve', note: 'The screenshot shows it.' };
    const path = `/v1/claims/clm_${purchaseId}_1/decision`;
    const { body } = await asked('POST', path, { as: 'SUPPORT', body: decision });
    expect(shapeOf(body)).toEqual(shapeOf(example));
    const said = ({ requestId: _requestId, revision: _revision, nextDeadline, ...same }: typeof body) => ({
      ...same,
      deadline: (nextDeadline as { kind: string }).kind,
    });
    expect(said(body)).toEqual(said(example));
  },
};

test('each block of docs/http.md is shown here, and nothing that it does not have', () => {
  expect(BLOCKS.length).toBeGreaterThan(20);
  expect(Object.keys(SHOWN)).toEqual(BLOCKS.map(({ name }) => name));
});

describe('On what npm start has started a reader comes from the first block of docs/http.md to the last', () => {
  test.each(Object.keys(SHOWN))('%s goes as the document says', async (name) => {
    const show = SHOWN[name] ?? expect.fail('nothing shows it');
    await show(blockOf(name));
  });
});
