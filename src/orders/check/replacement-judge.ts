import { isDeepStrictEqual } from 'node:util';
import type { PurchaseOrder } from '../../contract/purchase-order.ts';
import type { Instant } from '../../contract/scalars.ts';
import { agreeTerms } from '../../policy/terms.ts';
import { isBrokenCall } from '../broken-calls.ts';
import { malformedPurchase, readIssued } from '../issued-purchase.ts';
import type { IssueAnswer } from '../order-service.ts';
import type { Raw } from './ask-once.ts';
import type { Player } from './player.ts';
import { DOCUMENTS, shown } from './report.ts';
import type { TestPurchase } from './test-purchases.ts';

export interface AskedReplacement {
  player: Player;
  purchase: TestPurchase;
  result: IssueAnswer['result'];
  now: () => Instant;
}

type Call = 'replacement' | 'lookUpReplacement';

/** The customer of the purchase: the worker sets it, and the shop is not told. */
const NOBODY = { customerId: 'check-shop', email: 'check-shop@customer.example' };

/** Holds each answer against what was asked for, as the worker does, and against the first. Returns the issued purchase. */
export function judgeReplacement({ player, purchase, result, now }: AskedReplacement) {
  let first: { answer: IssueAnswer; order: PurchaseOrder | undefined } | undefined;
  return (call: Call, answer: IssueAnswer, raw?: Raw): PurchaseOrder | undefined => {
    if (first === undefined) {
      if (answer.result !== result) {
        const right = shown(result);
        const document = DOCUMENTS[call];
        player.wrong({ call, field: 'result', came: shown(answer.result), right, document });
      }
      const order = answer.result === 'issued' ? read(call, answer.purchase, raw) : undefined;
      if (order !== undefined) judgePurchase(player, call, { order, asked: purchase, now: now() });
      first = { answer, order };
      return order;
    }
    const before = first.answer.result;
    // Refused is not final.
    if (before === 'refused') return first.order;
    if (answer.result !== before) {
      const right = `${shown(before)}, as in the first answer`;
      player.wrong({ call, field: 'result', came: shown(answer.result), right, document: DOCUMENTS.once });
    } else if (answer.result === 'issued' && first.order !== undefined) {
      const order = read(call, answer.purchase, raw);
      if (order !== undefined) comparePurchases(player, call, first.order, order);
    }
    return first.order;
  };

  /** As the worker and, by our clock, the workflow of the purchase read it. */
  function read(call: Call, issued: object, raw?: Raw): PurchaseOrder | undefined {
    const { purchaseId } = purchase;
    const replaces = { purchaseId, originalPurchaseId: purchaseId, depth: 1 };
    try {
      const order = readIssued(call, issued, { purchaseId, customer: NOBODY, replaces });
      const agreed = agreeTerms(order, now());
      if (!agreed.ok) throw malformedPurchase(call, agreed.problems);
      return order;
    } catch (error) {
      if (!isBrokenCall(error)) throw error;
      const body = JSON.stringify({ purchase: issued });
      const came: Raw = raw ?? { status: 200, contentType: null, body };
      player.broken(call, { answered: false, error, raw: { ...came, body } });
      return undefined;
    }
  }
}

/** What the worker and the purchase's own workflow ask of a replacement besides its form. */
function judgePurchase(
  player: Player,
  call: Call,
  { order, asked, now }: { order: PurchaseOrder; asked: TestPurchase; now: Instant },
): void {
  const { price, activation, purchasedAt, smsDeadline } = order;
  const wanted = {
    'price.amount': [price.amount, asked.price.amount],
    'price.currency': [price.currency, asked.price.currency],
    'activation.service': [activation.service, asked.service],
    'activation.country': [activation.country, asked.country],
  } as const;
  for (const [field, [came, right]] of Object.entries(wanted)) {
    if (came === right) continue;
    player.wrong({
      call,
      field: `purchase.${field}`,
      came: shown(came),
      right: `${shown(right)}, as asked for`,
      document: DOCUMENTS.replacementRequest,
    });
  }
  const document = DOCUMENTS.issued;
  if (activation.activationId === asked.activationId) {
    const right = 'another one than that of the replaced purchase';
    const came = shown(activation.activationId);
    player.wrong({ call, field: 'purchase.activation.activationId', came, right, document });
  }
  const agreed = agreeTerms(order, now);
  if (!agreed.ok || agreed.terms.smsDeadline > now) return;
  const field = smsDeadline === undefined ? 'purchasedAt' : 'smsDeadline';
  player.wrong({
    call,
    field: `purchase.${field}`,
    came: shown(smsDeadline ?? purchasedAt),
    right: 'so late that an SMS can still come: the time to wait for one is over',
    document,
  });
}

function comparePurchases(player: Player, call: Call, first: PurchaseOrder, order: PurchaseOrder): void {
  const all = differencesOf(first, order, 'purchase');
  // Of another purchase everything may differ, which says no more.
  const other = all.filter(([field]) => field === 'purchase.purchaseId');
  for (const [field, was, came] of other.length > 0 ? other : all) {
    const right = `${shown(was)}, as in the first answer: one replacement per key`;
    player.wrong({ call, field, came: shown(came), right, document: DOCUMENTS.once });
  }
}

/** The fields in which two values differ, with both. */
function differencesOf(one: unknown, other: unknown, path: string): [field: string, unknown, unknown][] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other)) return [[path, one, other]];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => differencesOf(one[name], other[name], `${path}.${name}`));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
