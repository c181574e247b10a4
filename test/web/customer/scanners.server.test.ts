import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import type { Stage } from '../../../src/contract/status.ts';
import { readTrustedProxies } from '../../../src/listening/caller-address.ts';
import { livesOf, REASON, type Lives } from '../../browser/customer-lives.ts';
import { somePicture } from '../../evidence/honest-pictures.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import type { TestApi } from '../api/served-api.ts';
import {
  customerOf,
  eventsOf,
  followedOpening,
  linksMailed,
  pathOf,
  sendPicture,
  type Customer,
  type SeenPage,
} from './customer.ts';
import { pagesWithPictures, type PagesWithPictures } from './pages-with-pictures.ts';
import { headingOf } from './shown-acts.ts';

let rig: RunningRig;
let api: TestApi;
let served: PagesWithPictures;
let lives: Lives;
beforeAll(async () => {
  rig = await sharedRig();
  served = await pagesWithPictures(rig, {
    mailSupport: () => Promise.resolve(true),
    trustedProxies: readTrustedProxies('127.0.0.1') ?? [],
  });
  ({ api } = served);
  lives = livesOf({ rig });
});
afterAll(() => served.end());

type Act = (customer: Customer, at: string) => Promise<SeenPage>;

/** Opens a page of the purchase and sends its forms, one after the other, by the words of their buttons. */
const press =
  (page: string, ...forms: [button: string, typed?: Record<string, string>][]): Act =>
  async (customer, at) => {
    let shown = await customer.visit(`${at}${page}`);
    for (const [button, typed] of forms) shown = await customer.send(shown, button, typed);
    return shown;
  };

const withdraw = press('/withdrawal', ['Continue'], ['Withdraw my claim']);

/** A purchase in each stage, and what its customer does there. */
const STAGES: Readonly<Record<Stage, { life: keyof Lives; act: Act; shows: string }>> = {
  // Nothing can be done in this one, and in `replacing`: the customer looks.
  awaiting_sms: { life: 'waiting', act: press(''), shows: 'Your number waits for its code' },
  returning_funds: {
    life: 'refundOnItsWay',
    act: press('/claim/no-code', ['Continue', { reason: REASON }], ['File the claim']),
    shows: 'Your claim is filed',
  },
  claim_window: {
    life: 'used',
    act: press(
      '/claim',
      ['Continue', { what: 'broken' }],
      ['Continue', { reason: REASON }],
      ['File the claim'],
    ),
    shows: 'Your claim is filed',
  },
  needs_evidence: {
    life: 'needsEvidence',
    async act(customer, at) {
      const choosing = await customer.visit(`${at}/evidence`);
      const uploaded = await sendPicture(customer, choosing, await somePicture());
      const check = await customer.send(uploaded, 'Continue');
      return customer.send(check, 'Add it to my claim');
    },
    shows: 'Your pictures are with your claim',
  },
  in_review: { life: 'inReview', act: withdraw, shows: 'Your claim is withdrawn' },
  in_remediation: { life: 'defect', act: withdraw, shows: 'Your claim is withdrawn' },
  access_requested: {
    life: 'access',
    act: press('/access', ['Continue', { granted: 'yes' }], ['Allow access']),
    shows: 'We have your answer',
  },
  remedied: {
    life: 'remedied',
    act: press('/dispute', ['Continue', { reason: REASON }], ['Send this']),
    shows: 'We know that it still does not work',
  },
  awaiting_choice: {
    life: 'choice',
    act: press('/choice', ['Continue', { remedy: 'refund' }], ['Take my money back']),
    shows: 'Your choice is made',
  },
  replacing: { life: 'replacementRefused', act: press(''), shows: 'We are getting you a new number' },
  closed: {
    life: 'withoutRemedy',
    act: press('/objection', ['Send to support', { words: REASON }]),
    shows: 'Our support has got your words',
  },
};

const SCANNER = { 'x-forwarded-for': '198.51.100.7', 'user-agent': 'LinkScanner/2.0' };

/** Asks for a path and for every path that its page names, sending no form. */
async function crawl(scanner: Customer, path: string, seen: Set<string>): Promise<void> {
  if (seen.has(path)) return;
  seen.add(path);
  await (await scanner.fetch(path, { method: 'HEAD', headers: SCANNER })).arrayBuffer();
  const { html, path: reached } = await scanner.visit(path, { headers: SCANNER });
  seen.add(reached);
  for (const [, to = ''] of html.matchAll(/(?:href|src)="(\/[^"#]*)"/g)) await crawl(scanner, to, seen);
}

/**
 * Everything that is kept of a purchase: its history, and each row of the ledger that names it. Without the uses of the API's
 * keys, which are written a little later and which no page has.
 */
async function everythingOf(play: Play): Promise<string[]> {
  const { purchaseId } = play;
  await play.idle();
  // What the worker writes a little later: lists of the ledger, and the feed.
  await rig.flush();
  await vi.waitFor(
    async () => {
      const due = rig.ledger.selectFrom('events_due').select('purchase_id');
      expect(await due.where('purchase_id', '=', purchaseId).execute()).toEqual([]);
    },
    { timeout: 60_000, interval: 50 },
  );
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'ledger' and tablename <> 'api_uses' order by 1`.execute(rig.ledger);
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const all = await sql<{ row: string }>`
      select row from (select row_to_json(t)::text as row from ledger.${sql.id(name)} t) rows
      where position(${purchaseId} in row) > 0 order by 1`.execute(rig.ledger);
    rows.push(...all.rows.map(({ row }) => `${name} ${row}`));
  }
  expect(rows.length).toBeGreaterThan(1);
  return [...(await eventsOf(rig, purchaseId)), ...rows];
}

describe('a scanner that follows every link of every mail, twice, changes nothing, and the customer then acts', () => {
  test.concurrent.each(Object.entries(STAGES))('in the stage %s', async (stage, { life, act, shows }) => {
    const play = await lives[life]();
    const { purchaseId } = play;
    const at = `/purchases/${purchaseId}`;
    const { customer, link } = await followedOpening(api, play.order);
    const links = [link, ...linksMailed(rig, purchaseId)].map(pathOf);
    const before = await everythingOf(play);
    for (const round of [1, 2]) {
      const scanner = customerOf(api);
      const seen = new Set<string>();
      for (const each of links) await crawl(scanner, each, seen);
      expect([round, [...seen]]).toEqual([round, expect.arrayContaining([...links, at])]);
    }
    expect(await everythingOf(play)).toEqual(before);
    expect((await play.status()).stage).toBe(stage);
    const shown = await act(customer, at);
    expect([shown.status, headingOf(shown.html)]).toEqual([200, shows]);
  });
});
