import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Play } from '../../dev/rig/play.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import { customerLinks } from '../../src/links/customer-links.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { evidenceIn } from '../evidence/kept-evidence.ts';
import { servedApi } from '../web/api/served-api.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { openBrowser } from './browser.ts';

/** A mailbox on the web, as far as the browser knows: another site than ours. */
const MAILBOX = 'http://mailbox.example/';

export interface CustomerRig {
  rig: TestRig;
  browser: Browser;
  /** Where the customers' pages are. */
  origin: string;
  /** The mail of this template, once it is out. */
  mailOf(play: Pick<Play, 'purchaseId'>, template: MailTemplate): Promise<InboxMessage>;
  /** A link that no mail has brought. */
  linkOf(play: Pick<Play, 'purchaseId' | 'order'>): Promise<string>;
  stop(): Promise<void>;
}

/** A rig with skipped time, its customers' pages where its mails lead, and a browser. */
export async function customerRig(): Promise<CustomerRig> {
  const [port = 0] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const links = { publicUrl: origin, secret: Buffer.alloc(32, 'links of a browser') };
  const [browser, rig] = await Promise.all([openBrowser(), testRig({ links })]);
  const folder = mkdtempSync(join(tmpdir(), 'customer-pictures-'));
  const evidenceKeeping = await evidenceIn(rig.ledger, folder);
  await servedApi(rig, { pages: links, port, evidenceKeeping });
  return {
    rig,
    browser,
    origin,
    async mailOf({ purchaseId }, template) {
      const find = (): InboxMessage | undefined =>
        rig.sandbox.inbox
          .messages()
          .find((mail) => mail.purchaseId === purchaseId && mail.template === template);
      return vi.waitFor(
        () => {
          const mail = find();
          if (mail === undefined) throw new Error(`no mail ${template} of ${purchaseId}`);
          return mail;
        },
        { timeout: 30_000 },
      );
    },
    async linkOf({ purchaseId, order }) {
      const { email } = order.customer;
      const link = await customerLinks(rig.ledger, links).linkFor({
        purchaseId,
        name: 'test',
        email,
        correctedAt: undefined,
      });
      if (link === undefined) throw new Error(`${purchaseId} has no link`);
      return link;
    },
    async stop() {
      await browser.close();
      evidenceKeeping.stop();
      await rig.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody at a browser of their own. */
export interface Person {
  context: BrowserContext;
  page: Page;
  /** What the pages complained about, and what they asked of others. */
  faults: string[];
  /** Opens a mail in the mailbox. */
  read(mail: Pick<InboxMessage, 'html'>): Promise<void>;
  /** Another tab of the same browser. */
  tab(): Promise<Page>;
}

export async function personAt(
  { browser, origin }: Pick<CustomerRig, 'browser' | 'origin'>,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const faults: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && url !== MAILBOX && !url.startsWith('data:')) {
      faults.push(`asked ${url}`);
    }
  });
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    // A form that is refused is answered with 4xx, which the browser logs as if it were a fault.
    const isRefusal = /the server responded with a status of 4/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  let html = '';
  await context.route(MAILBOX, (route) =>
    route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }),
  );
  const page = await context.newPage();
  return {
    context,
    page,
    faults,
    async read(mail) {
      ({ html } = mail);
      await page.goto(MAILBOX);
    },
    tab: () => context.newPage(),
  };
}

/** Lets somebody do something at a browser of their own, in which nothing goes wrong meanwhile. */
export async function withPerson<T>(
  rig: Pick<CustomerRig, 'browser' | 'origin'>,
  options: BrowserContextOptions,
  act: (person: Person) => Promise<T>,
): Promise<T> {
  const person = await personAt(rig, options);
  try {
    const done = await act(person);
    expect(person.faults).toEqual([]);
    return done;
  } finally {
    await person.context.close();
  }
}
