import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { ledgerDesk } from '../../../src/cli/open-desk.ts';
import type { ApiRole } from '../../../src/contract/api-role.ts';
import type { PurchaseOrder } from '../../../src/contract/purchase-order.ts';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { sendOperatorNote } from '../../../src/emails/sending/operator-note.ts';
import { customerLinks, type LinkConfig } from '../../../src/links/customer-links.ts';
import type { CustomerParts } from '../../../src/web/customer/parts.ts';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { serveApi, type ServeOptions } from '../../../src/web/serve.ts';
import { RIG_LINKS, RIG_MAIL_FROM, type RunningRig } from '../../../dev/rig/rig.ts';

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface ApiRequest {
  key?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  /** Default for a write: a new one. `null`: none. */
  once?: string | null;
}

export interface TestApi {
  url: string;
  keys: Record<ApiRole, string>;
  call(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>;
}

let calls = 0;

/** The API over a rig, and a key of each role. It ends with the test, or with the file. */
export async function servedApi(
  rig: RunningRig,
  more: Partial<
    Pick<
      ServeOptions,
      | 'ledger'
      | 'moreRoutes'
      | 'approvalLimits'
      | 'eventSecrets'
      | 'receiptKeys'
      | 'webhooks'
      | 'limits'
      | 'trustedProxies'
      | 'log'
      | 'returns'
      | 'temporal'
      | 'now'
      | 'port'
      | 'evidenceKeeping'
    >
  > & {
    own?: true;
    pages?: true | LinkConfig;
    mailSupport?: CustomerParts['mailSupport'];
    shop?: string;
    texts?: CustomerParts['texts'];
  } = {},
): Promise<TestApi> {
  const ledger: Ledger = more.ledger ?? rig.ledger;
  const now = (): Date => new Date();
  const mail = { smtpUrl: rig.sandbox.smtpUrl, from: RIG_MAIL_FROM };
  const linkConfig = more.pages === true ? RIG_LINKS : more.pages;
  const links = linkConfig && customerLinks(ledger, linkConfig, more.now);
  const mailer = openMailer({ ...mail, links }, mailRecord(ledger));
  const customers = links && {
    links,
    mailer,
    publicUrl: linkConfig.publicUrl,
    ...(more.shop !== undefined && { shop: more.shop }),
    ...(more.texts && { texts: more.texts }),
    mailSupport: more.mailSupport ?? ((note) => sendOperatorNote(mail, note)),
  };
  const limits = {
    perKey: { burst: 100_000, perSecond: 1_000 },
    perAddress: { burst: 100_000, perSecond: 1_000 },
    failed: { burst: 100_000, perSecond: 1_000 },
    perPurchase: { burst: 1_000, perSecond: 1 },
    eventsPerPurchase: { burst: 1_000, perSecond: 1 },
  };
  const served = await serveApi({
    returns: rig.returns,
    temporal: rig.temporal,
    desk: ledgerDesk({ ledger, mailer, now }),
    log: pino({ level: 'silent' }),
    now,
    host: '127.0.0.1',
    port: 0,
    limits,
    ...(customers && { customers }),
    ...more,
    ledger,
  });
  const stop = async (): Promise<void> => {
    await served.stop();
    mailer.close();
  };
  if (more.own) onTestFinished(stop);
  const key = async (role: ApiRole): Promise<string> => {
    calls += 1;
    return (await createKey(rig.ledger, { caller: `test-${role}-${process.pid}-${calls}`, role }, now()))
      .token;
  };
  const keys = {
    service: await key('service'),
    viewer: await key('viewer'),
    agent: await key('agent'),
    approver: await key('approver'),
    admin: await key('admin'),
    assistant: await key('assistant'),
  };
  return {
    url: served.url,
    keys,
    async call(method, path, { key: token, body, headers = {}, once } = {}) {
      calls += 1;
      const named = method === 'GET' || once === null ? {} : { 'idempotency-key': once ?? `test-${calls}` };
      const response = await fetch(served.url + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...named,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
      };
    },
  };
}

/** Opens a purchase as the service would. */
export async function openedBy(api: TestApi, rig: RunningRig): Promise<PurchaseOrder> {
  const order = rig.sandbox.shop.buy({});
  const { status, body } = await api.call('PUT', `/v1/purchases/${order.purchaseId}`, {
    key: api.keys.service,
    body: order,
  });
  if (status !== 201) throw new Error(`not opened: ${status} ${JSON.stringify(body)}`);
  return order;
}
