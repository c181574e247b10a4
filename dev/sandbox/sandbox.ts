import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { httpUrl, listen } from '../../src/listening/listen.ts';
import type { Instant } from '../../src/contract/scalars.ts';
import type { ShopData } from './shop-data.ts';
import { openShopData } from './shop-data-file.ts';
import { controlApp } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { startInbox, type Inbox } from './inbox.ts';
import { randomId, type NewId } from './new-ids.ts';
import { orderServiceApp } from './order-service.ts';
import { createShop, type Shop } from './shop.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface SandboxOptions {
  /** Keeps the shop's data and the mails under `<dataDir>/sandbox`. Default: in memory only. */
  dataDir?: string | undefined;
  /** Default: any free one. */
  orderPort?: number;
  /** Where the order service listens. Default: 127.0.0.1, where the inbox always listens. */
  listenHost?: string | undefined;
  /** Default: any free one. */
  inboxPort?: number;
  /** Default: a random one. */
  token?: string;
  /** The shop's clock. Purchases whose time was skipped need another one than the host's. */
  now?: () => Instant;
  /** Makes the ids. A test can pass one whose ids it knows beforehand. */
  newId?: NewId;
}

export interface Sandbox {
  orderServiceUrl: string;
  token: string;
  smtpUrl: string;
  shop: Shop;
  shopData: ShopData;
  faults: Faults;
  inbox: Inbox;
  /** Our webhooks, as the shop gets them. */
  webhooks: Webhooks;
  /** Closes both ports and cuts what is still open. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** All interfaces, loopback among them. */
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Starts a shop and a mail server for trying things out, on 127.0.0.1 unless `listenHost` says otherwise. They call nobody.
 * Rejects if a port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    dataDir,
    orderPort = 0,
    listenHost = LOOPBACK,
    inboxPort = 0,
    now = Date.now,
    newId = randomId,
  } = options;
  const token = options.token ?? randomBytes(24).toString('base64url');
  const opened = openShopData(dataDir);
  const { shopData } = opened;
  const faults = createFaults();
  const shop = createShop(opened, now, newId);
  const webhooks = createWebhooks(now);
  const inbox = await startInbox({ port: inboxPort, dataDir, now });
  const stopping = new AbortController();
  const wait = (delayMs: number): Promise<void> =>
    delay(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);

  const app = new Hono<{ Bindings: HttpBindings }>();
  // For a container's health check. It says nothing about the shop.
  app.get('/readyz', (c) => c.text('ready'));
  app.route('/sandbox', controlApp({ shopData, shop, faults, inbox, webhooks }));
  app.route('/', orderServiceApp({ openShopData: opened, faults, token, now, newId, wait }));

  const server = createServer(getRequestListener(app.fetch));
  const listening = await listen(server, { host: listenHost, port: orderPort }).catch(
    async (error: unknown) => {
      await inbox.down();
      throw error;
    },
  );
  const host = WILDCARDS.has(listenHost) ? LOOPBACK : listenHost;

  return {
    orderServiceUrl: httpUrl(host, listening.port),
    token,
    smtpUrl: inbox.url,
    shop,
    shopData,
    faults,
    inbox,
    webhooks,
    async stop() {
      const closed = listening.close();
      stopping.abort();
      await Promise.all([closed, inbox.down()]);
    },
  };
}
