import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import { purchaseByActivation, type ShopData } from '../../dev/sandbox/shop-data.ts';
import { CUT, unharmed, type Passage, type WireCall } from './wire.ts';
import { httpUrl, listen } from '../../src/listening/listen.ts';
import { present } from '../../src/contract/present.ts';

export interface HttpAnswer {
  status: number;
  contentType?: string;
  headers?: Record<string, string>;
  body: string;
}

export interface OrderWire {
  url: string;
  /** Until it is set to something else everything passes. */
  passage: Passage<HttpAnswer>;
  close(): Promise<void>;
}

/** Stands between worker and order service. */
export async function orderWire(target: string, shopData: ShopData): Promise<OrderWire> {
  const server = createServer((request, response) => {
    carry(request, response).catch(() => response.destroy());
  });

  async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const body = Buffer.concat(chunks).toString();
    const { authorization = '', 'idempotency-key': key } = request.headers;
    const forward = async (): Promise<HttpAnswer> => {
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { authorization, ...(typeof key === 'string' ? { 'idempotency-key': key } : {}) },
        ...(body === '' ? {} : { body }),
      });
      const contentType = answer.headers.get('content-type');
      return {
        status: answer.status,
        ...present({ contentType: contentType ?? undefined }),
        body: await answer.text(),
      };
    };
    const answer = await wire.passage(callOf(request, body, shopData), forward);
    if (answer === CUT) return void response.destroy();
    const { status, contentType = 'application/json', headers = {} } = answer;
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(answer.body);
  }

  const { host, port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  const wire: OrderWire = {
    url: httpUrl(host, port),
    passage: unharmed,
    close,
  };
  return wire;
}

function callOf(request: IncomingMessage, body: string, shopData: ShopData): WireCall {
  const [, what, id = ''] = decodeURIComponent(request.url ?? '').split('/');
  const isLookUp = request.method === 'GET';
  const ofKey = (): PurchaseId => id.split(':')[1] ?? '';
  const ofBody = (): PurchaseId => (JSON.parse(body) as { purchaseId: PurchaseId }).purchaseId;
  switch (what) {
    case 'activations': {
      const purchaseId = purchaseByActivation(shopData, id)?.order.purchaseId ?? '';
      return { kind: isLookUp ? 'lookUpActivation' : 'cancel', purchaseId };
    }
    case 'refunds':
      return isLookUp
        ? { kind: 'lookUpRefund', purchaseId: ofKey() }
        : { kind: 'refund', purchaseId: ofBody() };
    case 'replacements':
      return isLookUp
        ? { kind: 'lookUpReplacement', purchaseId: ofKey() }
        : { kind: 'replacement', purchaseId: ofBody() };
    default:
      throw new Error(`the order service has no ${request.method} ${request.url}`);
  }
}
