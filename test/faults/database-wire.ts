import type { Socket } from 'node:net';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { ownEntry, type ShopData } from '../../dev/sandbox/shop-data.ts';
import { completionOf, frameReader, isTrue, parametersOf, readyOf, statementOf } from './postgres-frames.ts';
import { addressAt, standBetween, type StandsBetween } from './stand-between.ts';
import { CUT, unharmed, type Passage, type WireCall } from './wire.ts';
import { present } from '../../src/contract/present.ts';

export interface DatabaseWire extends Omit<StandsBetween, 'port'> {
  url: string;
  /**
   * Called for each write that the database has for good and the worker does not know of yet. `forward` tells the
   * worker. Until it is set to something else everything passes.
   */
  passage: Passage<void>;
}

/** Stands between worker and PostgreSQL, and sees each commit that has changed something. */
export async function databaseWire(target: string, shopData: ShopData): Promise<DatabaseWire> {
  const { port, down, up } = await standBetween(target, (client, database) =>
    relay(client, database, shopData, wire),
  );
  const wire: DatabaseWire = { url: addressAt(port, target), passage: unharmed, down, up };
  return wire;
}

interface Write {
  table: string;
  parameters: string[];
}

/** A client of ours asks one thing at a time: answers are kept until they are whole, then passed on in one piece. */
function relay(client: Socket, database: Socket, shopData: ShopData, wire: DatabaseWire): void {
  const asked = frameReader({ startsBare: true });
  const answered = frameReader({ startsBare: false });
  let statement = '';
  let parameters: string[] = [];
  let writes: Write[] = [];
  let answer: Buffer[] = [];

  client.on('data', (piece: Buffer) => {
    for (const frame of asked(piece)) {
      statement = statementOf(frame) ?? statement;
      parameters = parametersOf(frame) ?? parameters;
    }
    database.write(piece);
  });

  database.on('data', (piece: Buffer) => {
    answer.push(piece);
    let isWhole = false;
    let isForGood = false;
    for (const frame of answered(piece)) {
      // Before it is ready for the first time, the two get to know each other.
      if (frame.type === 'R' || frame.type === 'E') isWhole = true;
      const done = completionOf(frame);
      const table = TABLE.exec(statement)?.[1];
      if (WHOLE_PURCHASE.test(statement) && isTrue(frame)) writes.push({ table: 'purchases', parameters });
      if (done !== undefined && done.rows > 0 && table !== undefined) writes.push({ table, parameters });
      if (done?.command === 'ROLLBACK') writes = [];
      const ready = readyOf(frame);
      if (ready === undefined) continue;
      isWhole = true;
      // The feed and its deliveries are no writes of a purchase: `webhooks.test.ts` interrupts them.
      writes = writes.filter((write) => !OF_FEED.has(write.table));
      isForGood = !ready.inTransaction && writes.length > 0;
    }
    if (!isWhole) return;
    const whole = Buffer.concat(answer);
    answer = [];
    if (!isForGood) {
      client.write(whole);
      return;
    }
    const call = callOf(writes, shopData);
    writes = [];
    const tell = (): Promise<void> => new Promise((written) => client.write(whole, () => written()));
    void wire.passage(call, tell).then((end) => end === CUT && client.destroy());
  });
}

const TABLE = /^\s*(?:insert into|update|delete from) "?ledger"?\."?(\w+)"?/i;

/** With who has opened a purchase by the API, which the feed needs to know. */
const OF_FEED: ReadonlySet<string> = new Set([
  'api_openers',
  'events',
  'events_due',
  'webhook_endpoints',
  'webhook_deliveries',
]);

/**
 * A snapshot that is written for support or at the end of a purchase. The batches of the sinks are no writes that
 * anybody waits for: `lost-snapshots.test.ts` has them lost.
 */
const WHOLE_PURCHASE = /^\s*select ledger\.record_(?:snapshot|purchase)_1\(\$1,/i;

/** What a write is called by: the first of its tables in here. A snapshot touches most of them. */
const KINDS = ['purchases', 'refunds', 'replacements', 'remedies', 'mails'] as const;

function callOf(writes: readonly Write[], shopData: ShopData): WireCall {
  const tables = new Set(writes.map(({ table }) => table));
  const kind = KINDS.find((table) => tables.has(table));
  if (kind === undefined) throw new Error(`a write of no known kind: ${[...tables].join(', ')}`);
  const subjects = writes.flatMap((write) => write.parameters.flatMap((value) => subjectIn(value, shopData)));
  const [{ purchaseId, template } = { purchaseId: '' }] = subjects;
  return {
    kind: kind === 'mails' ? `write:mails:${template}` : `write:${kind}`,
    purchaseId,
  };
}

/** A purchase's id, or one of the keys that are made of it. */
function subjectIn(value: string, shopData: ShopData): { purchaseId: PurchaseId; template?: string }[] {
  const [, template, ofMail] = /^<(\w+)\.\d+\.([\w-]+)@/.exec(value) ?? [];
  const [, ofMoney] = /^(?:refund|replacement):([\w-]+)(?::\d+)?$/.exec(value) ?? [];
  const [, ofSnapshot] = /"status":\{"purchaseId":"([\w-]+)"/.exec(value) ?? [];
  const purchaseId = ofMail ?? ofMoney ?? ofSnapshot ?? value;
  if (ownEntry(shopData.purchases, purchaseId) === undefined) return [];
  return [{ purchaseId, ...present({ template }) }];
}
