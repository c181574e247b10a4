import { readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { folderStore } from '../../../src/evidence/folder-store.ts';
import { openEvidence } from '../../../src/evidence/open-evidence.ts';
import type { EvidenceStore } from '../../../src/evidence/store.ts';
import { forgetCustomer } from '../../../src/operations/forget/forget-customer.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import { content, upload } from '../../evidence/kept-evidence.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { refusal, smallS3, storeOn } from '../../evidence/small-s3.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';
import { followedOpening, sendPicture, type Customer, type SeenPage } from './customer.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const REASON = 'The service says that this number is not valid.';
const LATER = 'We cannot take pictures at this moment. Try it again in a minute.';

/** A store, and what brings trouble over it and takes it away again. */
interface TroubledStore {
  store: EvidenceStore;
  /** Everything that is kept. */
  names: () => string[];
  begin: () => void;
  end: () => void;
}

const namesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'kept'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);

async function folderAway(): Promise<TroubledStore> {
  const folder = join(temporaryFolder(), 'evidence');
  return {
    store: await folderStore(folder),
    names: () => namesIn(folder),
    begin: () => renameSync(folder, `${folder}-away`),
    end: () => renameSync(`${folder}-away`, folder),
  };
}

async function diskFull(): Promise<TroubledStore> {
  const folder = join(temporaryFolder(), 'evidence');
  const store = await folderStore(folder);
  let isFull = false;
  let files = 0;
  return {
    store: {
      ...store,
      // Whatever is written there finds no room.
      async newFile() {
        if (!isFull) return store.newFile();
        const path = join(folder, 'incoming', `full-${(files += 1)}`);
        symlinkSync('/dev/full', path);
        return path;
      },
    },
    names: () => namesIn(folder),
    begin: () => (isFull = true),
    end: () => (isFull = false),
  };
}

/** A bucket that answers like this. */
const s3That =
  (answers: (method: string, response: ServerResponse) => boolean) => async (): Promise<TroubledStore> => {
    const s3 = await smallS3();
    const { store } = await storeOn(s3);
    return {
      store,
      names: () => [...s3.objects.keys()].filter((key) => key.includes('/kept/')),
      begin: () => (s3.trouble.now = ({ method }, response) => answers(method, response)),
      end: () => (s3.trouble.now = () => false),
    };
  };

const TROUBLES: readonly { what: string; made: () => Promise<TroubledStore>; isReadable: boolean }[] = [
  { what: 'a folder whose disk is away', made: folderAway, isReadable: false },
  { what: 'a folder on a full disk', made: diskFull, isReadable: true },
  {
    what: 'a bucket that is full by its quota',
    made: s3That((method, response) => method === 'PUT' && refusal(response, 403, 'QuotaExceeded')),
    isReadable: true,
  },
  {
    what: 'a bucket that is away',
    made: s3That((_method, response) => response.destroy() !== undefined),
    isReadable: false,
  },
];

interface Writing {
  api: TestApi;
  play: Play;
  customer: Customer;
  at: string;
  /** The page of pictures, of a claim that is being written. */
  choosing: SeenPage;
}

/** Somebody who is writing a claim, and whose pictures are kept in this store. */
async function writing(store: EvidenceStore): Promise<Writing> {
  const kept = openEvidence(rig.ledger, { store, retentionDays: 30 });
  onTestFinished(() => kept.stop());
  const api = await servedApi(rig, { own: true, pages: true, evidenceKeeping: kept });
  const play = await openPlay(rig);
  await play.sms();
  const { customer } = await followedOpening(api, play.order);
  const at = `/purchases/${play.purchaseId}`;
  const question = await customer.visit(`${at}/claim/not-working`);
  const choosing = await customer.send(question, 'Add pictures', { reason: REASON });
  return { api, play, customer, at, choosing };
}

const picturesOn = ({ html }: SeenPage): string[] =>
  [...html.matchAll(/<img src="([^"]+)"/g)].map(([, path = '']) => path);

describe.each(TROUBLES)('$what', ({ made, isReadable }) => {
  test('takes no picture: the page says what to do and keeps what was typed, and the same form succeeds afterwards', async () => {
    const { store, names, begin, end } = await made();
    const { customer, choosing, play } = await writing(store);
    const picture = await somePicture();
    begin();
    const failed = await sendPicture(customer, choosing, picture);
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
    expect(failed.text).toContain(LATER);
    expect(failed.html).toContain('id="picture-fault"');
    expect(picturesOn(failed)).toEqual([]);
    // The claim can be written and filed meanwhile; nothing of that needs the store.
    const back = await customer.send(failed, 'Continue without pictures');
    expect(back.html).toContain(REASON);
    expect((await customer.send(back, 'Continue', { reason: REASON })).status).toBe(200);
    end();
    expect(names()).toEqual([]);
    const again = await sendPicture(customer, choosing, picture);
    expect([again.status, picturesOn(again).length, names().length]).toEqual([200, 1, 1]);
    // The page of the failure has a form that works as well.
    const once = await sendPicture(customer, failed, picture);
    expect([once.status, names().length]).toEqual([200, 2]);
    const filing = await customer.send(again, 'Continue with my claim');
    expect(filing.html).toContain(REASON);
    const check = await customer.send(filing, 'Continue', { reason: REASON });
    const filed = await customer.send(check, 'File the claim');
    expect(filed.text).toContain(`clm_${play.purchaseId}_1`);
    expect((await play.status()).claim?.evidence).toHaveLength(2);
  });

  test('keeps nobody from filing with a picture that is there already', async () => {
    const { store, begin, end } = await made();
    const { customer, choosing, play, at } = await writing(store);
    const one = await sendPicture(customer, choosing, await somePicture());
    const [picture = ''] = picturesOn(one);
    const shown = await customer.fetch(picture);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await shown.arrayBuffer());
    begin();
    const unseen = await customer.fetch(picture);
    expect([unseen.status, unseen.headers.get('content-type')]).toEqual(
      isReadable ? [200, 'image/png'] : [503, 'text/html; charset=UTF-8'],
    );
    const back = await customer.send(one, 'Continue with my claim');
    const check = await customer.send(back, 'Continue', { reason: REASON });
    const filed = await customer.send(check, 'File the claim');
    expect(filed.text).toContain(`clm_${play.purchaseId}_1`);
    expect((await play.status()).claim?.evidence).toHaveLength(1);
    const page = await customer.visit(at);
    expect([page.status, picturesOn(page)]).toEqual([200, [picture]]);
    end();
    const seen = await customer.fetch(picture);
    expect(Buffer.from(await seen.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe('a purchase that is erased while its picture is looked at', () => {
  /** A closed purchase with a picture in its claim, and what erases it. `reading`: what happens at the store's next read. */
  async function closed() {
    const folder = await folderStore(join(temporaryFolder(), 'evidence'));
    const reading: { now: () => Promise<void> } = { now: () => Promise.resolve() };
    const store: EvidenceStore = {
      ...folder,
      async read(name) {
        const { now } = reading;
        reading.now = () => Promise.resolve();
        await now();
        return folder.read(name);
      },
    };
    const { customer, choosing, play, api, at } = await writing(store);
    const one = await sendPicture(customer, choosing, await somePicture());
    const back = await customer.send(one, 'Continue with my claim');
    const check = await customer.send(back, 'Continue', { reason: REASON });
    await customer.send(check, 'File the claim');
    await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
    await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).result();
    await rig.flush();
    const erase = async (): Promise<void> => {
      const { customerId } = play.order.customer;
      const parts = { ledger: rig.ledger, temporal: rig.temporal, store };
      const forgetting = await forgetCustomer(parts, { customerId, by: 'operator' }, new Date());
      expect(forgetting).toMatchObject({ forgotten: true });
    };
    const [picture = ''] = picturesOn(await customer.visit(at));
    const evidenceId = picture.split('/').at(-1) ?? '';
    return { customer, choosing, api, at, picture, evidenceId, erase, reading, play };
  }

  test('opens to nobody from then on: neither page nor picture nor form, and the API knows neither', async () => {
    const { customer, choosing, api, at, picture, evidenceId, erase, play } = await closed();
    expect((await customer.fetch(picture)).status).toBe(200);
    expect((await content(api, evidenceId)).status).toBe(200);
    await erase();
    for (const path of [at, picture, `${at}/evidence`, `${at}/claim`]) {
      const gone = await customer.visit(path);
      expect([path, gone.status]).toEqual([path, 403]);
      expect(gone.text).toContain('This link does not open your purchase any more');
    }
    expect((await sendPicture(customer, choosing, await somePicture(1))).status).toBe(403);
    expect((await content(api, evidenceId)).status).toBe(404);
    const known = await api.call('GET', `/v1/evidence/${evidenceId}`, { key: api.keys.agent });
    expect([known.status, known.body['code']]).toEqual([404, 'not_found']);
    const late = await upload(api, play.purchaseId, await somePicture(1));
    expect([late.status, late.body['code']]).toEqual([409, 'purchase_closed']);
  });

  test.each(['page', 'API'] as const)(
    'between the question whether it may be seen and its first byte: the %s says that there is none, not that something is broken',
    async (by) => {
      const { customer, api, picture, evidenceId, erase, reading } = await closed();
      reading.now = erase;
      const status =
        by === 'page' ? (await customer.fetch(picture)).status : (await content(api, evidenceId)).status;
      expect(status).toBe(404);
    },
  );
});
