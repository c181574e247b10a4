import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Instant } from '../../src/contract/scalars.ts';
import type { OrderCall } from '../../src/orders/broken-calls.ts';
import { purchaseByActivation, ownEntry, type ShopPurchase } from './shop-data.ts';
import type { OpenShopData } from './shop-data-file.ts';
import { activationRecord, cancelActivation } from './cancel-activation.ts';
import type { Faults } from './faults.ts';
import { oncePerKey, type Effect } from './idempotency.ts';
import { issueReplacement, replacementAnswer } from './issue-replacement.ts';
import type { NewId } from './new-ids.ts';
import { payBack, refundAnswer } from './pay-back.ts';
import type { ShopContext } from './shop-context.ts';
import { present } from '../../src/contract/present.ts';

export interface OrderServiceOptions {
  openShopData: OpenShopData;
  faults: Faults;
  token: string;
  now: () => Instant;
  newId: NewId;
  /** Waits for a `slow` answer; ends early when the sandbox stops. */
  wait: (delayMs: number) => Promise<void>;
}

type Request = Context<{ Bindings: HttpBindings }>;

const money = { amount: z.int().min(1), currency: z.string().regex(/^[A-Z]{3}$/) };
const purchaseId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const RefundBody = z.object({ purchaseId, ...money, reason: z.string() });
const ReplacementBody = z.object({
  purchaseId,
  price: z.object(money),
  service: z.string().min(1).max(100),
  country: z.string().regex(/^[A-Z]{2}$/),
});

/** The shop's side of the order service port. Every request is checked for the token first. */
export function orderServiceApp(options: OrderServiceOptions): Hono<{ Bindings: HttpBindings }> {
  const { openShopData, faults, now, newId } = options;
  const { shopData } = openShopData;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const tokenHash = sha256(`Bearer ${options.token}`);

  app.use(async (c, next) => {
    if (!timingSafeEqual(sha256(c.req.header('authorization') ?? ''), tokenHash)) {
      return c.json({ error: 'unauthorized' }, 401);
    }
    return next();
  });

  /** A write: carried out once per key and saved before the answer goes out, with the faults that are due. */
  const act = (
    c: Request,
    call: OrderCall,
    purchaseIds: string[],
    body: unknown,
    carryOut: (shop: ShopContext, key: string) => Effect,
  ): Promise<Response> =>
    troubled(c, call, purchaseIds, () => {
      const key = c.req.header('idempotency-key') ?? '';
      if (!/^[a-z]+:[\x21-\x7e]{1,120}$/.test(key)) return c.json({ error: 'idempotency-key missing' }, 400);
      const shop: ShopContext = {
        shopData,
        now,
        newId,
        trouble: (kind) => faults.take(call, kind, purchaseIds),
      };
      const { method, path } = c.req;
      const once = oncePerKey(shopData, { key, method, path, body }, () => carryOut(shop, key));
      if (!once.ok) return c.json({ error: 'the idempotency key was used for another request' }, 409);
      openShopData.save();
      return c.json(once.answer);
    });

  const lookUp = (
    c: Request,
    call: OrderCall,
    purchaseIds: string[],
    found: () => object | undefined,
  ): Promise<Response> =>
    troubled(c, call, purchaseIds, () => {
      const answer = found();
      return answer === undefined ? c.json({ error: 'nothing under this key' }, 404) : c.json(answer);
    });

  const troubled = async (
    c: Request,
    call: OrderCall,
    purchaseIds: string[],
    answer: () => Response,
  ): Promise<Response> => {
    const due = <K extends Parameters<Faults['take']>[1]>(kind: K) => faults.take(call, kind, purchaseIds);
    const slow = due('slow');
    if (slow) await options.wait(slow.delayMs);
    if (due('drop')) return hangUp(c);
    const broken = due('status');
    if (broken) {
      const { status, retryAfter } = broken;
      return new Response('', {
        status,
        headers: present({ 'retry-after': retryAfter }),
      });
    }
    const response = answer();
    if (due('odd_body')) return c.html('<!doctype html><title>Welcome</title><p>Come in.</p>');
    return due('answer_lost_after_effect') ? hangUp(c) : response;
  };

  const byActivation = (c: Request): ShopPurchase | undefined =>
    purchaseByActivation(shopData, c.req.param('activationId') ?? '');

  app.post('/activations/:activationId/cancel', async (c) => {
    const purchase = byActivation(c);
    if (!purchase) return c.json({ error: 'no such activation' }, 404);
    return act(c, 'cancel', [purchase.order.purchaseId], null, (shop) => cancelActivation(shop, purchase));
  });

  app.get('/activations/:activationId', (c) => {
    const purchase = byActivation(c);
    const ids = purchase ? [purchase.order.purchaseId] : [];
    const trouble: ShopContext['trouble'] = (kind) => faults.take('lookUpActivation', kind, ids);
    return lookUp(c, 'lookUpActivation', ids, () => purchase && activationRecord({ trouble }, purchase));
  });

  app.post('/refunds', async (c) => {
    const body = RefundBody.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'malformed body' }, 400);
    const ids = [body.data.purchaseId, purchaseOfKey(c.req.header('idempotency-key'))];
    return act(c, 'refund', ids, body.data, (shop, key) => payBack(shop, { ...body.data, key }));
  });

  app.get('/refunds/:key', (c) => {
    const key = c.req.param('key');
    const refund = ownEntry(shopData.refunds, key);
    const ids = [purchaseOfKey(key), ...(refund ? [refund.purchaseId] : [])];
    return lookUp(c, 'lookUpRefund', ids, () => {
      if (refund === undefined) return undefined;
      const { amount, currency } = faults.take('lookUpRefund', 'other_amount', ids) ?? refund;
      return refundAnswer({ ...refund, amount, currency });
    });
  });

  app.post('/replacements', async (c) => {
    const body = ReplacementBody.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'malformed body' }, 400);
    const { data } = body;
    return act(c, 'replacement', [data.purchaseId], data, (shop, key) =>
      issueReplacement(shop, { ...data, key }),
    );
  });

  app.get('/replacements/:key', (c) => {
    const key = c.req.param('key');
    return lookUp(c, 'lookUpReplacement', [purchaseOfKey(key)], () => replacementAnswer(shopData, key));
  });

  return app;
}

/** `<call>:<purchaseId>[:<n>]`. */
const purchaseOfKey = (key = ''): string => key.split(':')[1] ?? '';

function hangUp(c: Request): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
