import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { LARGEST_PICTURE_BYTES } from '../../src/evidence/picture.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { cpuSecondsOfFamily } from '../measure/cpu.ts';
import { familyMemoryMb } from '../measure/memory.ts';
import { keyFor, withApi, type Api } from '../parts/api.ts';
import { endAll, orders, type Bench } from './bench.ts';
import { tenths } from './raw.ts';

/** After that the process that makes pictures has ended (`src/evidence/make-safe.ts`: 20 s), and memory is back. */
const SETTLED_AFTER_MS = 25_000;
const LOOK_AT_MEMORY_MS = 200;
const READS_PER_SECOND = 20;

/** Large pictures that all come at once: memory and CPU of the API, and how long others wait for a purchase meanwhile. */
export async function measurePictures(bench: Bench): Promise<void> {
  const { stack, sizes, signal } = bench;
  const { uploads, width, height } = sizes.pictures;
  const ledger = openPostgres(stack.ledger.url);
  const worker = await stack.startWorker('ours');
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-bench-pictures-'));
  try {
    const [service, agent] = [await keyFor(ledger, 'service'), await keyFor(ledger, 'agent')];
    const bought = orders(uploads);
    const picture = await largePicture(width, height);
    const place = { databaseUrl: stack.ledger.url, evidenceFolder: folder };
    await withApi(stack, place, async (api) => {
      const [first] = bought;
      if (first === undefined) throw new Error('there is no purchase');
      for (const order of bought) await open(api, service, order);
      const read = (): Promise<void> => readPurchase(api, agent, first.purchaseId);
      for (let n = 0; n < 100; n += 1) await read();
      await delay(SETTLED_AFTER_MS, undefined, { signal });

      const restMb = familyMemoryMb(api.child.pid);
      const cpuBefore = cpuSecondsOfFamily(api.child.pid);
      const from = performance.now();
      let underWay = true;
      const [readMs, peakMb] = await Promise.all([
        readMeanwhile(bench, () => underWay, read),
        peakMeanwhile(api, () => underWay),
        Promise.all(bought.map(({ purchaseId }) => upload(api, service, purchaseId, picture))).finally(
          () => (underWay = false),
        ),
      ]);
      const seconds = (performance.now() - from) / 1_000;
      const cpuMs = (cpuSecondsOfFamily(api.child.pid) - cpuBefore) * 1_000;
      await delay(SETTLED_AFTER_MS, undefined, { signal });
      const afterMb = familyMemoryMb(api.child.pid);
      bench.say(`${uploads} pictures in ${seconds.toFixed(1)} s, at most ${peakMb.toFixed(0)} MB`);
      bench.keep('pictures', {
        sizes: { uploads, width, height, bytes: picture.length },
        rounds: [],
        values: {
          seconds: [seconds],
          readMs: tenths(readMs),
          memoryMb: tenths([restMb, peakMb, afterMb]),
          cpuMsPerMegapixel: [(cpuMs * 1_000_000) / (uploads * width * height)],
        },
      });
    });
    await endAll(bench, 'ours', bought);
  } finally {
    await worker.stop();
    await ledger.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A JPEG as large as is taken, of noise, as no photograph compresses worse. */
async function largePicture(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;
  const raw = await sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .raw()
    .toBuffer();
  for (let quality = 90; quality > 20; quality -= 5) {
    const picture = await sharp(raw, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    if (picture.length <= LARGEST_PICTURE_BYTES) return picture;
  }
  throw new Error('the picture is too large at any quality');
}

/** By HTTP, so that the key sees it. */
async function open({ url }: Api, token: string, order: PurchaseOrder): Promise<void> {
  const response = await fetch(`${url}/v1/purchases/${order.purchaseId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`an opening was answered ${response.status}: ${text}`);
}

async function upload({ url }: Api, token: string, purchaseId: string, picture: Buffer): Promise<void> {
  const response = await fetch(`${url}/v1/purchases/${purchaseId}/evidence`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'image/jpeg',
      'idempotency-key': randomUUID(),
    },
    body: new Uint8Array(picture),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`an upload was answered ${response.status}: ${text}`);
}

async function readPurchase({ url }: Api, token: string, purchaseId: string): Promise<void> {
  const response = await fetch(`${url}/v1/purchases/${purchaseId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.text();
  if (!response.ok) throw new Error(`a purchase was answered ${response.status}`);
}

/** At a steady rate, whether or not the ones before have ended. */
async function readMeanwhile(
  { signal }: Bench,
  goesOn: () => boolean,
  read: () => Promise<void>,
): Promise<number[]> {
  const under: Promise<number>[] = [];
  while (goesOn()) {
    const from = performance.now();
    under.push(read().then(() => performance.now() - from));
    await delay(1_000 / READS_PER_SECOND, undefined, { signal });
  }
  return Promise.all(under);
}

async function peakMeanwhile({ child }: Api, goesOn: () => boolean): Promise<number> {
  let peakMb = 0;
  while (goesOn()) {
    peakMb = Math.max(peakMb, familyMemoryMb(child.pid));
    await delay(LOOK_AT_MEMORY_MS);
  }
  return peakMb;
}
