import type { Unavailable, UnexpectedAnswer } from '../broken-calls.ts';
import { isBrokenCall } from '../broken-calls.ts';
import { LONGEST_BODY_BYTES } from '../http-exchange.ts';
import { httpOrderService } from '../http-order-service.ts';
import type { OrderService } from '../order-service.ts';

export type Send = typeof fetch;

export interface ShopToAsk {
  url: string;
  token: string;
  /** As that of `httpOrderService`, which has the default. */
  timeoutMs?: number;
}

/** What came over the wire. */
export interface Raw {
  status: number;
  contentType: string | null;
  /** As much as was read: nothing of a body that does not matter, such as that of a 404. */
  body: string;
}

/** An answer as the worker would read it, or the error it would have; `raw` is absent if nothing came. */
export type Asked<T> =
  | { answered: true; answer: T; raw: Raw | undefined }
  | { answered: false; error: Unavailable | UnexpectedAnswer; raw: Raw | undefined };

/** One call through the adapter that the worker uses, and what came over the wire. `send`: how the request is sent. */
export async function askOnce<T>(
  shop: ShopToAsk,
  asks: (orders: OrderService) => Promise<T>,
  send: Send = fetch,
): Promise<Asked<T>> {
  let raw: Raw | undefined;
  const watched: Send = async (input, init) => {
    const { status, headers, body } = await send(input, init);
    const came: Raw = { status, contentType: headers.get('content-type'), body: '' };
    raw = came;
    return new Response(body && body.pipeThrough(copyingTo(came)), { status, headers });
  };
  try {
    return { answered: true, answer: await asks(httpOrderService({ ...shop, fetch: watched })), raw };
  } catch (error) {
    if (!isBrokenCall(error)) throw error;
    return { answered: false, error, raw };
  }
}

/** Lets a body through and keeps its beginning. */
function copyingTo(came: Raw): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder();
  return new TransformStream({
    transform(chunk, through) {
      if (came.body.length < LONGEST_BODY_BYTES) came.body += decoder.decode(chunk, { stream: true });
      through.enqueue(chunk);
    },
  });
}
