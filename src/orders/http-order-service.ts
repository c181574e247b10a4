import { act, lookUp, type ShopAddress } from './http-exchange.ts';
import type { OrderService } from './order-service.ts';
import { readActivation, readCancelAnswer, readRefund, readReplacement } from './read-answers.ts';

export interface HttpOrderServiceOptions {
  /** Base address: http or https, without query. */
  url: string;
  token: string;
  /** For one exchange. Two of them, and a ledger that hangs after them, fit into one try of an activity (45 s). */
  timeoutMs?: number;
  /** Sends the requests. Default: that of Node. */
  fetch?: typeof fetch;
}

/** The order service over HTTP, as `openapi.json` describes it. Throws at once if address or token cannot be used. */
export function httpOrderService(options: HttpOrderServiceOptions): OrderService {
  const { url, token, timeoutMs = 18_000, fetch = globalThis.fetch } = options;
  const shop: ShopAddress = { url: baseAddress(url), token: sendable(token), timeoutMs, fetch };

  return {
    async cancel({ key, activationId }) {
      const path = `/activations/${encodeURIComponent(activationId)}/cancel`;
      return readCancelAnswer(await act(shop, { call: 'cancel', key, path }));
    },
    async lookUpActivation(activationId) {
      const path = `/activations/${encodeURIComponent(activationId)}`;
      const answer = await lookUp(shop, { call: 'lookUpActivation', path });
      return answer && readActivation(answer);
    },
    async refund({ key, purchaseId, price, reason }) {
      const body = { purchaseId, amount: price.amount, currency: price.currency, reason };
      return readRefund('refund', await act(shop, { call: 'refund', key, path: '/refunds', body }));
    },
    async lookUpRefund(key) {
      const answer = await lookUp(shop, {
        call: 'lookUpRefund',
        path: `/refunds/${encodeURIComponent(key)}`,
      });
      return answer && readRefund('lookUpRefund', answer);
    },
    async issueReplacement({ key, purchaseId, price, service, country }) {
      const body = { purchaseId, price, service, country };
      const answer = await act(shop, { call: 'replacement', key, path: '/replacements', body });
      return readReplacement('replacement', answer);
    },
    async lookUpReplacement(key) {
      const path = `/replacements/${encodeURIComponent(key)}`;
      const answer = await lookUp(shop, { call: 'lookUpReplacement', path });
      return answer && readReplacement('lookUpReplacement', answer);
    },
  };
}

function baseAddress(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || address.search !== '' || address.hash !== '') {
    throw new Error('The address of the order service is not an http or https address without query.');
  }
  // `fetch` refuses an address with a user, and its error would quote it.
  if (address.username !== '' || address.password !== '') {
    throw new Error('The address of the order service holds a user or password: send a token instead.');
  }
  return address.href.replace(/\/+$/, '');
}

/** A token that does not fit into a header would be quoted in the error of every call. */
function sendable(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Error('The token of the order service is empty or holds spaces or control characters.');
}
