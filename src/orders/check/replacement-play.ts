import { isDeepStrictEqual } from 'node:util';
import { cancelKey, replacementKey } from '../../contract/ids.ts';
import type { PurchaseOrder } from '../../contract/purchase-order.ts';
import type { Instant } from '../../contract/scalars.ts';
import { agreeTerms } from '../../policy/terms.ts';
import { isBrokenCall } from '../broken-calls.ts';
import { malformedPurchase, readIssued } from '../issued-purchase.ts';
import type { IssueAnswer } from '../order-service.ts';
import type { Raw } from './ask-once.ts';
import { sendFirst } from './first-request.ts';
import type { Player } from './player.ts';
import { playRefund } from './refund-play.ts';
import { DOCUMENTS, shown } from './report.ts';
import type { Manner, TestPurchase } from './test-purchases.ts';

interface ReplacementPlay {
  player: Player;
  purchase: TestPurchase;
  result: IssueAnswer['result'];
  manner: Manner;
  now: () => Instant;
}

type Call = 'replacement' | 'lookUpReplacement';

/** The customer of the purchase: the worker sets it, and the shop is not told. */
const NOBODY = { customerId: 'check-shop', email: 'check-shop@customer.example' };

/** Whether nothing has happened under the key. Otherwise the replacement is not played: it was an earlier run's. */
export async function isNotReplaced(player: Player, { purchaseId }: TestPurchase): Promise<boolean> {
  player.play(`replacement of ${purchaseId}, looked up before it is asked for`);
  const key = replacementKey(purchaseId, 1);
  const found = await player.ask('lookUpReplacement', (orders) => orders.lookUpReplacement(key));
  if (found === undefined) return false;
  if (found.answer === null) return true;
  const right = '404: nothing has been asked for, unless this purchase has served in an earlier run';
  const document = DOCUMENTS.lookUpReplacement;
  player.wrong({ call: 'lookUpReplacement', field: 'HTTP status', came: '200', right, document });
  return false;
}

/**
 * A replacement in its first and second request, looked up, and asked for at another price under the same key. The new
 * number is given back, and of one purchase the refund is asked for by its replacement.
 */
export async function playReplacement(play: ReplacementPlay): Promise<void> {
  const { player, purchase, manner } = play;
  const { purchaseId, price, service, country } = purchase;
  const key = replacementKey(purchaseId, 1);
  const request = { key, purchaseId, price, service, country };
  const what = `replacement of ${purchaseId}`;
  const judge = openJudge(play);
  const opened = await sendFirst({
    player,
    call: 'replacement',
    what,
    manner,
    asks: (orders) => orders.issueReplacement(request),
  });
  if (opened === undefined) return;
  for (const answer of opened.answers) judge('replacement', answer);
  const lookUp = async (mayBeUnknown: boolean): Promise<void> => {
    const found = await player.ask('lookUpReplacement', (orders) => orders.lookUpReplacement(key));
    if (found === undefined) return;
    if (found.answer !== null) judge('lookUpReplacement', found.answer, found.raw);
    else if (!mayBeUnknown) wrongly404(player);
  };
  if (manner === 'answer_lost') {
    player.play(`${what}, looked up after the answer was lost`);
    await lookUp(true);
  }
  player.play(`${what}, the same key again`);
  const again = await player.ask('replacement', (orders) => orders.issueReplacement(request), opened.send);
  if (again === undefined) return player.breaksOff(what);
  const order = judge('replacement', again.answer, again.raw);
  player.play(`${what}, looked up`);
  await lookUp(again.answer.result === 'refused');
  if (again.answer.result === 'refused') return;
  player.play(`${what}, the same key with another price`);
  const more = { ...request, price: { ...price, amount: price.amount + 1 } };
  const other = await player.askOnce('replacement', (orders) => orders.issueReplacement(more), opened.send);
  if (other.raw?.status !== 409) {
    const came = String(other.raw?.status ?? 'no answer');
    const document = DOCUMENTS.otherRequest;
    player.wrong({ call: 'replacement', field: 'HTTP status', came, right: '409', document });
  }
  player.play(`${what}, looked up after another price was asked for`);
  await lookUp(false);
  if (order !== undefined) await giveBack(play, order);
}

function wrongly404(player: Player): void {
  const right = '200, with the replacement. The key in the path is percent-encoded';
  const document = DOCUMENTS.lookUpReplacement;
  player.wrong({ call: 'lookUpReplacement', field: 'HTTP status', came: '404', right, document });
}

/** Holds each answer against what was asked for, as the worker does, and against the first. Returns the issued purchase. */
function openJudge({ player, purchase, result, now }: ReplacementPlay) {
  let first: { answer: IssueAnswer; order: PurchaseOrder | undefined } | undefined;
  return (call: Call, answer: IssueAnswer, raw?: Raw): PurchaseOrder | undefined => {
    if (first === undefined) {
      if (answer.result !== result) {
        const right = shown(result);
        const document = DOCUMENTS[call];
        player.wrong({ call, field: 'result', came: shown(answer.result), right, document });
      }
      const order = answer.result === 'issued' ? issued(call, answer.purchase, raw) : undefined;
      first = { answer, order };
      return order;
    }
    // Refused is not final.
    if (first.answer.result !== 'refused') comparePurchases(player, call, first.answer, answer);
    return first.order;
  };

  function issued(call: Call, bought: object, raw?: Raw): PurchaseOrder | undefined {
    const { purchaseId } = purchase;
    const replaces = { purchaseId, originalPurchaseId: purchaseId, depth: 1 };
    try {
      const order = readIssued(call, bought, { purchaseId, customer: NOBODY, replaces });
      const agreed = agreeTerms(order, now());
      if (!agreed.ok) throw malformedPurchase(call, agreed.problems);
      judgePurchase(player, call, { order, asked: purchase, now: now() });
      return order;
    } catch (error) {
      if (!isBrokenCall(error)) throw error;
      const body = JSON.stringify({ purchase: bought });
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

function comparePurchases(player: Player, call: Call, first: IssueAnswer, answer: IssueAnswer): void {
  const all = differencesOf(first, answer);
  // Of another purchase everything may differ, which says no more.
  const other = all.filter(([field]) => field === 'purchase.purchaseId');
  for (const [field, was, came] of other.length > 0 ? other : all) {
    const right = `${shown(was)}, as in the first answer: one replacement per key`;
    player.wrong({ call, field, came: shown(came), right, document: DOCUMENTS.once });
  }
}

/** The fields in which two answers differ, with both values. */
function differencesOf(one: unknown, other: unknown, path = ''): [field: string, unknown, unknown][] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other)) return [[path, one, other]];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) =>
    differencesOf(one[name], other[name], path === '' ? name : `${path}.${name}`),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The new activation is there and can be cancelled, and its refund is that of the payment. */
async function giveBack({ player, purchase, manner }: ReplacementPlay, order: PurchaseOrder): Promise<void> {
  const { activationId } = order.activation;
  player.play(`activation of the replacement of ${purchase.purchaseId}, looked up`);
  const call = 'lookUpActivation';
  const found = await player.ask(call, (orders) => orders.lookUpActivation(activationId));
  if (found === undefined) return;
  if (found.answer?.status !== 'active') {
    const [field, came] =
      found.answer === null ? ['HTTP status', '404'] : ['status', shown(found.answer.status)];
    const right = found.answer === null ? '200' : '"active"';
    player.wrong({ call, field, came, right, document: DOCUMENTS.lookUpActivation });
    return;
  }
  player.play(`cancel of the replacement of ${purchase.purchaseId}`);
  await player.ask('cancel', (orders) => orders.cancel({ key: cancelKey(order.purchaseId), activationId }));
  if (manner !== 'alone') return;
  await playRefund({
    player,
    paid: purchase.purchaseId,
    asking: order.purchaseId,
    price: purchase.price,
    statuses: ['confirmed', 'pending'],
    manner: 'alone',
    what: `refund of ${purchase.purchaseId}, asked for by its replacement`,
  });
}
