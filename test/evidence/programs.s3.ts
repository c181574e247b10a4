import process from 'node:process';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { playOn } from '../../dev/rig/play.ts';
import type { S3Place } from '../../src/evidence/s3-requests.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { rigForPrograms, type RigForPrograms } from '../rig-for-programs.ts';
import { runProgram, startProcess } from '../started-process.ts';
import { somePicture } from './honest-pictures.ts';
import { startS3Server, type S3Server } from './s3-server.ts';

let server: S3Server;
let programs: RigForPrograms;
beforeAll(async () => {
  [server, programs] = await Promise.all([startS3Server(), rigForPrograms()]);
});
afterAll(async () => {
  await programs?.end();
  await server?.end();
});

const envOf = ({ bucket, prefix, endpoint, region, keyId, secret }: S3Place): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: programs.namespace,
  DATABASE_URL: programs.databaseUrl,
  EVIDENCE_STORE: `s3://${bucket}/${prefix}`,
  EVIDENCE_S3_ENDPOINT: endpoint,
  EVIDENCE_S3_REGION: region,
  EVIDENCE_S3_KEY_ID: keyId,
  EVIDENCE_S3_SECRET: secret,
});

test('The API keeps a picture in the bucket that its environment names, warns that it has versions, and forget removes the picture and says what stays', async () => {
  const { rig } = programs;
  const place = await server.newPlace({ versions: true });
  const api = startProcess({
    script: 'src/cli/api.ts',
    env: envOf(place),
    isReady: (stdout) => /^ready api (\S+)$/m.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });
  const url = await api.ready;
  const { token } = await createKey(rig.ledger, { caller: 'shop', role: 'service' }, new Date());
  const order = rig.sandbox.shop.buy({});
  await rig.returns.openPurchase(order, { openedBy: 'shop' });
  const play = playOn(rig, order);
  await play.sms();
  const post = async (path: string, type: string, body: Buffer | string) => {
    const response = await fetch(`${url}/v1/purchases/${order.purchaseId}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type, 'idempotency-key': path },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const uploaded = await post('evidence', 'image/png', await somePicture());
  expect(uploaded.status).toBe(201);
  const reason = 'The service says that this number is not valid.';
  const evidence = [{ evidenceId: uploaded.body['evidenceId'] }];
  const filed = await post(
    'claims',
    'application/json',
    JSON.stringify({ claimType: 'invalid_number', reason, evidence }),
  );
  expect(filed.status).toBe(200);
  await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
  await play.idle();
  const pictures = `?versions&prefix=${place.prefix}kept/`;
  const kept = /<Version>/g;
  // The one of the start, which is removed at once, and the picture.
  expect((await server.ask(place, 'GET', pictures)).match(kept)).toHaveLength(2);
  const { customerId } = (await play.status()).terms;
  const { code, stdout, stderr } = await runProgram(
    'src/cli/forget.ts',
    ['--customer', customerId, '--by', 'agent_7'],
    envOf(place),
  );
  expect(stdout).toContain('Removed: 1 picture.');
  expect(stdout).toContain(
    'The bucket keeps them as older versions, until a rule of the bucket removes those.',
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(await server.ask(place, 'GET', `?list-type=2&prefix=${place.prefix}kept/`)).not.toContain('<Key>');
  api.child.kill('SIGTERM');
  const ended = await api.ended;
  const logged = ended.stderr
    .split('\n')
    .filter((line) => line.includes('the bucket of evidence keeps versions'));
  expect(logged).toHaveLength(1);
  expect(ended.stdout + ended.stderr).not.toContain(place.secret);
});

test('The API does not start with a wrong secret: it says which variable is wrong, and neither the secret nor the key', async () => {
  const place = { ...(await server.newPlace()), secret: 'another-secret' };
  const { code, stdout, stderr } = await runProgram('src/cli/api.ts', [], envOf(place));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('EVIDENCE_S3_SECRET is not the secret of EVIDENCE_S3_KEY_ID');
  for (const secret of [place.secret, place.keyId]) expect(stderr).not.toContain(secret);
});
