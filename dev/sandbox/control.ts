import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { ShopData } from './shop-data.ts';
import { readFault, readInboxFault } from './fault-requests.ts';
import type { Faults } from './faults.ts';
import type { Inbox } from './inbox.ts';
import { ShopRefusal, type Shop } from './shop.ts';
import type { Webhooks } from './webhooks.ts';

export interface ControlOptions {
  shopData: ShopData;
  shop: Shop;
  faults: Faults;
  inbox: Inbox;
  webhooks: Webhooks;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

const LARGEST_WEBHOOK_BYTES = 65_536;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const WishBody = z.object({
  purchaseId: id.optional(),
  service: z.string().min(1).max(100).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  price: z.object({ amount: z.int().min(1), currency: z.string().regex(/^[A-Z]{3}$/) }).optional(),
  email: z.email().max(254).optional(),
  purchasedAt: z.iso.datetime({ offset: true }).optional(),
  smsDeadline: z.iso.datetime({ offset: true }).optional(),
  policyVersion: z.string().optional(),
});

/** Lets other processes of this machine control the sandbox. It needs no token, and refuses pages in a browser. */
export function controlApp({
  shopData,
  shop,
  faults,
  inbox,
  webhooks,
}: ControlOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(async (c, next) => {
    const host = c.req.header('host') ?? '';
    const named = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && c.req.header('origin') === undefined;
    // If the sandbox listens on more than loopback (LISTEN_HOST), a program elsewhere can send any Host.
    const near = LOOPBACK.has(c.env.incoming.socket.remoteAddress ?? '');
    return named && near ? next() : c.json({ error: 'only for programs on this machine' }, 403);
  });

  app.onError((error, c) => {
    if (error instanceof ShopRefusal) return c.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return c.json({ problems: problemsOf(error) }, 400);
    throw error;
  });

  app.post('/purchases', async (c) => {
    const { email, ...wish } = WishBody.parse(await c.req.json().catch(() => ({})));
    const order = shop.buy({
      ...wish,
      customer: email === undefined ? undefined : { customerId: 'cus_sandbox', email },
    });
    return c.json(order, 201);
  });
  app.post('/purchases/:id/sms', (c) => c.json(shop.deliverSms(c.req.param('id'))));
  app.post('/purchases/:id/complete', (c) => c.json(shop.complete(c.req.param('id'))));
  app.post('/purchases/:id/cancel', (c) => c.json(shop.cancel(c.req.param('id'))));
  app.post('/purchases/:id/release-refund', (c) =>
    c.json({ released: shop.releaseRefund(c.req.param('id')) }),
  );
  app.post('/purchases/:id/refund-updated', (c) => c.json(shop.refundUpdated(c.req.param('id'))));
  app.post('/purchases/:id/fail-refund', (c) => c.json({ failed: shop.failRefund(c.req.param('id')) }));

  app.get('/shop', (c) => c.json(shopData));
  app.put('/stock/:service/:country', async (c) => {
    const { left } = z
      .object({ left: z.int().min(0).nullable() })
      .parse(await c.req.json().catch(() => ({})));
    shop.setStock(c.req.param('service'), c.req.param('country'), left ?? undefined);
    return c.json({ left });
  });

  app.get('/inbox', (c) => c.json(inbox.messages()));
  app.post('/inbox/faults', async (c) => {
    inbox.addFault(readInboxFault(await c.req.json().catch(() => ({}))));
    return c.json({ added: true }, 201);
  });
  app.delete('/inbox/faults', (c) => {
    inbox.clearFaults();
    return c.json({ cleared: true });
  });

  app.post('/webhooks', bodyLimit({ maxSize: LARGEST_WEBHOOK_BYTES }), async (c) => {
    const { signature } = webhooks.take({
      id: c.req.header('webhook-id'),
      timestamp: c.req.header('webhook-timestamp'),
      signature: c.req.header('webhook-signature'),
      body: new Uint8Array(await c.req.arrayBuffer()),
    });
    return signature === 'right' ? c.body(null, 204) : c.json({ error: signature }, 401);
  });
  app.get('/webhooks', (c) => c.json(webhooks.received()));

  app.get('/faults', (c) => c.json(faults.list()));
  app.post('/faults', async (c) => {
    faults.add(readFault(await c.req.json().catch(() => ({}))));
    return c.json(faults.list(), 201);
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json([]);
  });

  return app;
}

const problemsOf = (error: z.ZodError): { field: string; message: string }[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
