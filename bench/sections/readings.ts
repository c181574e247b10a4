import { ledgerReading, type LedgerReading } from '../../src/ledger/read/ledger-reading.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { fillPurchases } from '../../test/ledger/many-purchases.ts';
import { probeLedger } from '../measure/ledger.ts';
import { createLedgerDatabase } from '../parts/ledger-database.ts';
import { percentile } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

/** The filler's statements are long ones. */
const FILL_TIMEOUT_MS = 300_000;
const WARM_UP_CALLS = 100;

/** How long support waits for a page of the queue, a search and a purchase among many, one call after the other. */
export async function measureReadings(bench: Bench): Promise<void> {
  const { purchases } = bench.sizes.readings;
  const database = await createLedgerDatabase(bench.stack.server.databaseUrl, 'returns_of_a_month');
  try {
    const now = new Date();
    const ledger = openPostgres(database.url, { statementTimeoutMs: FILL_TIMEOUT_MS });
    await fillPurchases(ledger, { purchases, now }).finally(() => ledger.destroy());
    bench.say(`${purchases} purchases are in the ledger`);
    const bytes = await bytesOf(database.url);
    const reader = openPostgres(database.url);
    try {
      await measureEach(bench, reader, now, bytes / purchases);
    } finally {
      await reader.destroy();
    }
  } finally {
    await database.drop();
  }
}

async function measureEach(bench: Bench, ledger: Ledger, now: Date, bytesPerPurchase: number): Promise<void> {
  const { purchases, calls } = bench.sizes.readings;
  const reading = ledgerReading(ledger, () => now);
  const { middle, queued } = await middleOfQueue(reading);
  const asked = await anyPurchases(ledger, calls);
  const one = (n: number): Asked => {
    const found = asked[n % asked.length];
    if (found === undefined) throw new Error('the ledger is empty');
    return found;
  };
  const kinds: Record<string, (n: number) => Promise<unknown>> = {
    queueFirst: () => reading.queue({}),
    queueMiddle: () => reading.queue({ after: middle }),
    searchCustomer: (n) => reading.search({ customerId: one(n).customerId }),
    searchReseller: () => reading.search({ customerId: 'cus_reseller' }),
    record: (n) => reading.record(one(n).purchaseId),
  };
  const values: Record<string, number[]> = { bytesPerPurchase: [Math.round(bytesPerPurchase)] };
  for (const [kind, call] of Object.entries(kinds)) {
    await timed(bench, WARM_UP_CALLS, call);
    const ms = await timed(bench, calls, call);
    values[kind] = ms.map((each) => Math.round(each * 100) / 100);
    bench.say(`${kind}: p50 ${percentile(ms, 50).toFixed(2)} ms, p99 ${percentile(ms, 99).toFixed(2)} ms`);
  }
  bench.keep('readings', { sizes: { purchases, queued, calls }, rounds: [], values });
}

/** Milliseconds of each. */
async function timed(
  { signal }: Bench,
  calls: number,
  call: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const ms: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    signal.throwIfAborted();
    const from = performance.now();
    await call(n);
    ms.push(performance.now() - from);
  }
  return ms;
}

/** Goes through all pages once. `middle`: where the page in the middle begins. */
async function middleOfQueue(reading: LedgerReading): Promise<{ middle: string; queued: number }> {
  const begins: string[] = [];
  let queued = 0;
  for (let next: string | undefined; ;) {
    const page = await reading.queue(next === undefined ? {} : { after: next });
    if (!page.ok) throw new Error('the queue was not understood');
    queued += page.entries.length;
    next = page.next;
    if (next === undefined) break;
    begins.push(next);
  }
  const middle = begins[Math.floor(begins.length / 2)];
  if (middle === undefined) throw new Error('the queue has one page only: fill in more purchases');
  return { middle, queued };
}

interface Asked {
  purchaseId: string;
  customerId: string;
}

/** From all over the month. Their ids are in no order. */
async function anyPurchases(ledger: Ledger, count: number): Promise<Asked[]> {
  const rows = await ledger
    .selectFrom('purchases')
    .select(['purchase_id', 'customer_id'])
    .where('customer_id', '<>', 'cus_reseller')
    .orderBy('purchase_id')
    .limit(count)
    .execute();
  return rows.map((row) => ({ purchaseId: row.purchase_id, customerId: row.customer_id }));
}

async function bytesOf(url: string): Promise<number> {
  const probe = await probeLedger(url);
  return probe
    .counters()
    .then(({ bytes }) => bytes)
    .finally(() => probe.close());
}
