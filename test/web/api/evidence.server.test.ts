import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { forgetCustomer } from '../../../src/operations/forget/forget-customer.ts';
import type { OpenedEvidence } from '../../../src/evidence/open-evidence.ts';
import { content, evidenceIn, sha256, upload, uploaded } from '../../evidence/kept-evidence.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
let kept: OpenedEvidence;
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
beforeAll(async () => {
  rig = await sharedRig();
  kept = await evidenceIn(rig.ledger, folder);
  api = await servedApi(rig, { evidenceKeeping: kept });
});
afterAll(() => {
  kept.stop();
  rmSync(folder, { recursive: true, force: true });
});

const WHY = 'The service says that this number is not valid.';
const UNKNOWN = 'is no picture that was uploaded for this purchase and waits for a claim: upload it first';

interface Bought {
  purchaseId: string;
  play: Play;
}

/** A purchase whose SMS has come. */
async function bought(): Promise<Bought> {
  const order = await openedBy(api, rig);
  const play = playOn(rig, order);
  await play.sms();
  return { purchaseId: order.purchaseId, play };
}

const file = (
  purchaseId: string,
  evidence: readonly object[],
  { preview = false, once }: { preview?: boolean; once?: string } = {},
) =>
  api.call('POST', `/v1/purchases/${purchaseId}/claims${preview ? '?preview=true' : ''}`, {
    key: api.keys.service,
    body: { claimType: 'invalid_number', reason: WHY, evidence },
    ...(once === undefined ? {} : { once }),
  });

const filesKept = (): string[] =>
  readdirSync(join(folder, 'kept'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);

const rowsOf = (purchaseId: string) =>
  rig.ledger.selectFrom('evidence_uploads').selectAll().where('purchase_id', '=', purchaseId).execute();

describe('An upload', () => {
  test('is answered with what is kept and until when a claim can take it, and is served as that', async () => {
    const { purchaseId } = await bought();
    const bytes = await somePicture();
    const { status, body } = await upload(api, purchaseId, bytes);
    const { evidenceId, uploadedAt, expiresAt } = body as Record<string, string>;
    expect(status).toBe(201);
    expect(evidenceId).toMatch(/^ev_[0-9a-f]{32}$/);
    expect(Date.parse(String(expiresAt)) - Date.parse(String(uploadedAt))).toBe(24 * 3_600_000);
    const got = await content(api, String(evidenceId));
    expect(got.status).toBe(200);
    expect(body).toEqual({
      evidenceId,
      purchaseId,
      mediaType: 'image/png',
      bytes: got.bytes.length,
      width: 60,
      height: 40,
      sha256: sha256(got.bytes),
      sha256Received: sha256(bytes),
      uploadedAt,
      expiresAt,
    });
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="${evidenceId}.png"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(await sharp(got.bytes).metadata()).toMatchObject({ format: 'png', width: 60, height: 40 });
  });

  test('that is repeated under its key brings no second picture, and another picture under it is refused', async () => {
    const { purchaseId } = await bought();
    const bytes = await somePicture();
    const once = `again-${purchaseId}`;
    const first = await upload(api, purchaseId, bytes, { once });
    const again = await upload(api, purchaseId, bytes, { once });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await upload(api, purchaseId, await somePicture(1), { once });
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
    expect(await rowsOf(purchaseId)).toHaveLength(1);
  });

  test('beyond five that wait for a claim is refused, also if all come at once', async () => {
    const { purchaseId } = await bought();
    const pictures = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((n) => somePicture(n)));
    const answers = await Promise.all(pictures.map((bytes) => upload(api, purchaseId, bytes)));
    const said = answers.map(({ status, body }) =>
      status === 201 ? '201' : `${status} ${String(body['code'])}`,
    );
    expect(said.toSorted()).toEqual([
      ...Array<string>(5).fill('201'),
      ...Array<string>(3).fill('409 too_many_waiting'),
    ]);
    const rows = await rowsOf(purchaseId);
    expect(rows).toHaveLength(5);
    expect(filesKept().filter((name) => rows.some((row) => row.object_name === name))).toHaveLength(5);
  });

  test('is judged by its content: the type has to be the right one, and says what to do where it is not taken', async () => {
    const { purchaseId } = await bought();
    const png = await somePicture();
    const said = async (bytes: Uint8Array, type: string): Promise<string> => {
      const { status, body } = await upload(api, purchaseId, bytes, { type });
      return `${status} ${String(body['code'])}`;
    };
    expect(await said(png, 'image/jpeg')).toBe('415 picture_mislabelled');
    expect(await said(png, 'image/heic')).toBe('415 picture_heic');
    expect(await said(png, 'application/json')).toBe('415 picture_kind');
    expect(await said(Buffer.from('nothing of the kind'), 'image/png')).toBe('415 picture_kind');
    expect(await said(png.subarray(0, 300), 'image/png')).toBe('422 picture_broken');
    expect(await rowsOf(purchaseId)).toEqual([]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  test('of more than 10 MB is refused, whether it says so before or not', async () => {
    const { purchaseId } = await bought();
    const large = Buffer.alloc(10_000_001, 1);
    const told = await upload(api, purchaseId, large);
    expect([told.status, told.body['code']]).toEqual([413, 'picture_too_large']);
    const chunked = await fetch(`${api.url}/v1/purchases/${purchaseId}/evidence`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.keys.service}`,
        'content-type': 'image/png',
        'idempotency-key': `chunked-${purchaseId}`,
      },
      body: new Blob([large]).stream(),
      duplex: 'half',
    });
    expect([chunked.status, ((await chunked.json()) as { code: string }).code]).toEqual([
      413,
      'picture_too_large',
    ]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  test('for a purchase of another caller, or none, is a 404', async () => {
    const other = await servedApi(rig, { evidenceKeeping: kept, own: true });
    const { purchaseId } = await bought();
    const bytes = await somePicture();
    const foreign = await upload(other, purchaseId, bytes);
    const none = await upload(api, 'never-opened', bytes);
    expect([foreign.status, none.status]).toEqual([404, 404]);
  });

  test('where no evidence is kept is a 409, and claims take any id as before', async () => {
    const without = await servedApi(rig, { own: true });
    const order = await openedBy(without, rig);
    await playOn(rig, order).sms();
    const { status, body } = await upload(without, order.purchaseId, await somePicture());
    expect([status, body['code']]).toEqual([409, 'no_evidence_kept']);
    const filed = await without.call('POST', `/v1/purchases/${order.purchaseId}/claims`, {
      key: without.keys.service,
      body: { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId: 'shot-1' }] },
    });
    expect(filed.status).toBe(200);
    const { body: purchase } = await without.call('GET', `/v1/purchases/${order.purchaseId}`, {
      key: without.keys.service,
    });
    expect(purchase['claim']).toMatchObject({ evidence: [{ evidenceId: 'shot-1', held: 'elsewhere' }] });
  });
});

describe('A claim', () => {
  test('takes what was uploaded for its purchase, and says of it what is kept', async () => {
    const { purchaseId } = await bought();
    const { body } = await upload(api, purchaseId, await somePicture());
    const evidenceId = String(body['evidenceId']);
    const filed = await file(purchaseId, [{ evidenceId }]);
    expect(filed.body).toMatchObject({ accepted: true, stage: 'in_review' });
    const claimId = String(filed.body['claimId']);
    const { body: claim } = await api.call('GET', `/v1/claims/${claimId}`, { key: api.keys.agent });
    expect(claim['evidence']).toEqual([
      { evidenceId, mediaType: 'image/png', sha256: body['sha256'], held: 'here' },
    ]);
    const { body: seen } = await api.call('GET', `/v1/evidence/${evidenceId}`, { key: api.keys.service });
    expect(seen).toMatchObject({ evidenceId, claimId });
    expect(Object.keys(seen)).not.toContain('expiresAt');
    expect(await rowsOf(purchaseId)).toMatchObject([{ claim_id: claimId, removed_at: null }]);
  });

  test('refuses an id that nobody uploaded, and one of another purchase, with the same words', async () => {
    const [one, other] = [await bought(), await bought()];
    const foreign = await uploaded(api, other.purchaseId, await somePicture());
    for (const evidenceId of ['shot-1', `ev_${'0'.repeat(32)}`, foreign]) {
      for (const preview of [true, false]) {
        const { status, body } = await file(one.purchaseId, [{ evidenceId }], { preview });
        expect([status, body['code'], body['errors']]).toEqual([
          422,
          'invalid_input',
          [{ pointer: '/evidence/0/evidenceId', detail: UNKNOWN }],
        ]);
      }
    }
    expect((await one.play.status()).stage).toBe('claim_window');
    expect(await rowsOf(other.purchaseId)).toMatchObject([{ claim_id: null, held_by: null }]);
  });

  test('refuses what another claim has, and another checksum or type than the picture’s', async () => {
    const { purchaseId } = await bought();
    const [first, second] = [
      await uploaded(api, purchaseId, await somePicture()),
      await uploaded(api, purchaseId, await somePicture(1)),
    ];
    const filed = await file(purchaseId, [{ evidenceId: first }]);
    const claimId = String(filed.body['claimId']);
    await api.call('POST', `/v1/claims/${claimId}/withdrawal`, { key: api.keys.service, body: {} });
    const taken = await file(purchaseId, [{ evidenceId: second }, { evidenceId: first }]);
    expect([taken.status, taken.body['errors']]).toEqual([
      422,
      [{ pointer: '/evidence/1/evidenceId', detail: 'belongs to another claim: upload it again' }],
    ]);
    const wrong = await file(purchaseId, [
      { evidenceId: second, mediaType: 'image/jpeg', sha256: 'f'.repeat(64) },
    ]);
    expect((wrong.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/evidence/0/mediaType',
      '/evidence/0/sha256',
    ]);
  });

  test('previewed leaves nothing behind, and the real one is taken afterwards', async () => {
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture());
    const preview = await file(purchaseId, [{ evidenceId }], { preview: true });
    expect(preview.body).toMatchObject({ preview: true, status: 200 });
    expect(await rowsOf(purchaseId)).toMatchObject([{ held_by: null, held_at: null, claim_id: null }]);
    expect((await file(purchaseId, [{ evidenceId }])).status).toBe(200);
  });

  test('that is filed again under its key gets its first answer, also if that was lost', async () => {
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture());
    const once = `lost-${purchaseId}`;
    const first = await file(purchaseId, [{ evidenceId }], { once });
    // As if the process had ended before it had kept the answer.
    await rig.ledger.deleteFrom('api_requests').where('request_key', '=', once).execute();
    const again = await file(purchaseId, [{ evidenceId }], { once });
    expect([again.status, again.body['claimId']]).toEqual([200, first.body['claimId']]);
  });

  test('that was filed by a process which ended before it had noted that, has the picture: no other claim gets it', async () => {
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture());
    const filed = await file(purchaseId, [{ evidenceId }]);
    const claimId = String(filed.body['claimId']);
    await rig.ledger
      .updateTable('evidence_uploads')
      .set({ claim_id: null, taken_at: null })
      .where('evidence_id', '=', evidenceId)
      .execute();
    await api.call('POST', `/v1/claims/${claimId}/withdrawal`, { key: api.keys.service, body: {} });
    expect((await file(purchaseId, [{ evidenceId }])).status).toBe(422);
    expect(await rowsOf(purchaseId)).toMatchObject([{ claim_id: claimId }]);
  });

  test('takes more evidence later, of the same purchase only', async () => {
    const { purchaseId } = await bought();
    const filed = await file(purchaseId, [
      { evidenceId: await uploaded(api, purchaseId, await somePicture()) },
    ]);
    const claimId = String(filed.body['claimId']);
    const evidenceId = await uploaded(api, purchaseId, await somePicture(1));
    const add = (id: string) =>
      api.call('POST', `/v1/claims/${claimId}/evidence`, {
        key: api.keys.service,
        body: { evidence: [{ evidenceId: id }] },
      });
    expect((await add('shot-2')).status).toBe(422);
    expect((await add(evidenceId)).status).toBe(200);
    const rows = await rowsOf(purchaseId);
    expect(rows.map(({ claim_id }) => claim_id)).toEqual([claimId, claimId]);
  });
});

describe('A picture', () => {
  test('on two claims is a hint for support, also scaled and saved again, and the service is not told', async () => {
    const view = sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#eee"/><circle cx="${100 + (process.pid % 60)}" cy="90" r="70" fill="#333"/><rect x="220" y="150" width="140" height="120" fill="#777"/></svg>`,
      ),
    );
    const original = await view.clone().png().toBuffer();
    const scaled = await view.clone().resize(201).png().toBuffer();
    const claims: string[] = [];
    const ids: string[] = [];
    for (const bytes of [original, original, scaled]) {
      const { purchaseId } = await bought();
      const evidenceId = await uploaded(api, purchaseId, bytes);
      ids.push(evidenceId);
      claims.push(String((await file(purchaseId, [{ evidenceId }])).body['claimId']));
    }
    const { body: forSupport } = await api.call('GET', `/v1/evidence/${ids[0]}`, { key: api.keys.agent });
    expect(forSupport['samePictureOn']).toEqual([claims[1]]);
    expect(forSupport['alikePictureOn']).toContain(claims[2]);
    const { body: forService } = await api.call('GET', `/v1/evidence/${ids[0]}`, { key: api.keys.service });
    expect(Object.keys(forService)).not.toContain('samePictureOn');

    // In the claim too, for support alone, and only the same picture.
    const inClaim = async (n: number, key: string, etag?: string) =>
      api.call('GET', `/v1/claims/${claims[n]}`, {
        key,
        ...(etag !== undefined && { headers: { 'if-none-match': etag } }),
      });
    const hints = async (n: number, key: string): Promise<unknown> =>
      ((await inClaim(n, key)).body['evidence'] as Record<string, unknown>[]).map(
        (each) => each['samePictureOn'],
      );
    const { agent, approver, service, viewer, assistant } = api.keys;
    expect([await hints(0, agent), await hints(0, approver)]).toEqual([[[claims[1]]], [[claims[1]]]]);
    expect(await hints(1, agent)).toEqual([[claims[0]]]);
    expect(await hints(2, agent)).toEqual([undefined]);
    for (const key of [service, viewer, assistant]) expect(await hints(0, key)).toEqual([undefined]);
    const { body: whole } = await api.call('GET', `/v1/purchases/${String(forSupport['purchaseId'])}`, {
      key: agent,
    });
    expect(JSON.stringify(whole)).not.toContain('samePictureOn');

    // Who keeps the answer learns of a claim that comes later, although nothing has happened to this one.
    const etag = (await inClaim(2, agent)).headers.get('etag') ?? '';
    for (let n = 0; n < 2; n += 1) expect((await inClaim(2, agent, etag)).status).toBe(304);
    const { purchaseId } = await bought();
    const filed = await file(purchaseId, [{ evidenceId: await uploaded(api, purchaseId, scaled) }]);
    const later = await inClaim(2, agent, etag);
    expect([later.status, await hints(2, agent)]).toEqual([200, [[filed.body['claimId']]]]);
    const next = later.headers.get('etag') ?? '';
    expect((await inClaim(2, agent, next)).status).toBe(304);
  });

  test('is shown to the service that opened its purchase and to support, and to nobody else', async () => {
    const other = await servedApi(rig, { evidenceKeeping: kept, own: true });
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture());
    const statusFor = async (key: string): Promise<number> => (await content(api, evidenceId, key)).status;
    const { service, agent, approver, viewer, admin, assistant } = api.keys;
    expect(await Promise.all([service, agent, approver].map(statusFor))).toEqual([200, 200, 200]);
    expect(await Promise.all([viewer, admin, assistant].map(statusFor))).toEqual([403, 403, 403]);
    expect(await statusFor(other.keys.service)).toBe(404);
    expect(await statusFor('nonsense')).toBe(401);
  });

  test('is not there by any other name: paths, names of files, other cases', async () => {
    const { purchaseId } = await bought();
    const evidenceId = await uploaded(api, purchaseId, await somePicture());
    const [row] = await rowsOf(purchaseId);
    for (const name of [
      String(row?.object_name),
      evidenceId.toUpperCase(),
      `${evidenceId}%00`,
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e',
    ]) {
      expect((await content(api, name)).status).toBe(404);
    }
  });
});

test.each(['agent', 'approver'] as const)(
  'a picture that a customer has sent by mail is put into the claim by an %s: the claim is reviewed, not forfeited',
  async (role) => {
    const { purchaseId } = await bought();
    const claimId = String((await file(purchaseId, [])).body['claimId']);
    const stage = async () =>
      (await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys[role] })).body['stage'];
    expect(await stage()).toBe('needs_evidence');
    const { status, body } = await upload(api, purchaseId, await somePicture(), { key: api.keys[role] });
    expect(status).toBe(201);
    const evidence = [{ evidenceId: body['evidenceId'] }];
    const write = (preview: string) =>
      api.call('POST', `/v1/claims/${claimId}/evidence${preview}`, {
        key: api.keys[role],
        body: { evidence },
      });
    expect((await write('?preview=true')).body).toMatchObject({ preview: true, status: 200 });
    expect(await stage()).toBe('needs_evidence');
    expect(await write('')).toMatchObject({ status: 200, body: { accepted: true, claimId } });
    expect(await stage()).toBe('in_review');
    const seen = await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys[role] });
    const added = (seen.body['timeline'] as { event: string; actor: string }[]).filter(
      ({ event }) => event === 'evidence_added',
    );
    expect(added.map(({ actor }) => actor)).toEqual(['service']);
    // Whose key it was, for support alone.
    const [, keyId = ''] = api.keys[role].split('_');
    const { caller } = await rig.ledger
      .selectFrom('api_keys')
      .select('caller')
      .where('key_id', '=', keyId)
      .executeTakeFirstOrThrow();
    const at = `/v1/evidence/${String(body['evidenceId'])}`;
    const forSupport = await api.call('GET', at, { key: api.keys[role] });
    expect(forSupport.body).toMatchObject({ claimId, uploadedBy: caller });
    const forService = await api.call('GET', at, { key: api.keys.service });
    expect(forService.status).toBe(200);
    expect(Object.keys(forService.body)).not.toContain('uploadedBy');
  },
);

test('with a customer who is forgotten the pictures go: nobody is shown them, and no file is left', async () => {
  const { purchaseId, play } = await bought();
  const evidenceId = await uploaded(api, purchaseId, await somePicture());
  const claimId = String((await file(purchaseId, [{ evidenceId }])).body['claimId']);
  const body = { decision: 'approve', note: 'The screenshot shows it.' };
  await api.call('POST', `/v1/claims/${claimId}/decision`, { key: api.keys.agent, body });
  await play.idle();
  const [row] = await rowsOf(purchaseId);
  expect(filesKept()).toContain(row?.object_name);
  const { customerId } = (await play.status()).terms;
  const parts = { ledger: rig.ledger, temporal: rig.temporal, store: kept.uploads.store };
  const forgotten = await forgetCustomer(parts, { customerId, by: 'agent_7' }, new Date());
  expect(forgotten).toMatchObject({ forgotten: true, erased: expect.anything() as unknown });
  // Or a round of cleaning has come before, as it may.
  const { pictures = { removed: 1, left: 0 } } = forgotten.forgotten ? forgotten : {};
  expect(pictures).toEqual({ removed: 1, left: 0 });
  expect((await content(api, evidenceId)).status).toBe(404);
  expect(filesKept()).not.toContain(row?.object_name);
  expect(await rowsOf(purchaseId)).toEqual([]);
});

test('while the store is away pictures and uploads are a 503 that says when to come again, and claims go on', async () => {
  const place = mkdtempSync(join(tmpdir(), 'evidence-'));
  const own = await evidenceIn(rig.ledger, place);
  const other = await servedApi(rig, { evidenceKeeping: own, own: true });
  try {
    const order = await openedBy(other, rig);
    await playOn(rig, order).sms();
    const { purchaseId } = order;
    const evidenceId = await uploaded(other, purchaseId, await somePicture());
    renameSync(place, `${place}-away`);
    const got = await content(other, evidenceId);
    expect([got.status, (JSON.parse(got.bytes.toString()) as { code: string }).code]).toEqual([
      503,
      'evidence_unavailable',
    ]);
    expect(got.headers.get('retry-after')).toBe('5');
    const up = await upload(other, purchaseId, await somePicture(1));
    expect([up.status, up.body['code']]).toEqual([503, 'evidence_unavailable']);
    const claim = { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId }] };
    const filed = await other.call('POST', `/v1/purchases/${purchaseId}/claims`, {
      key: other.keys.service,
      body: claim,
    });
    expect(filed.status).toBe(200);
    renameSync(`${place}-away`, place);
    expect((await content(other, evidenceId)).status).toBe(200);
  } finally {
    own.stop();
    rmSync(place, { recursive: true, force: true });
  }
});
