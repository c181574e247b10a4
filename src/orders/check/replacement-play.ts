import { cancelKey, replacementKey } from '../../contract/ids.ts';
import type { PurchaseOrder } from '../../contract/purchase-order.ts';
import { sendFirst } from './first-request.ts';
import type { Player } from './player.ts';
import { playRefund } from './refund-play.ts';
import { judgeReplacement, type AskedReplacement } from './replacement-judge.ts';
import { DOCUMENTS, shown } from './report.ts';
import type { Manner, TestPurchase } from './test-purchases.ts';

interface ReplacementPlay extends AskedReplacement {
  manner: Manner;
}

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
  const judge = judgeReplacement(play);
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

/** The new activation is there and can be cancelled, and its refund is that of the payment. */
async function giveBack({ player, purchase, manner }: ReplacementPlay, order: PurchaseOrder): Promise<void> {
  const { activationId } = order.activation;
  player.play(`activation of the replacement of ${purchase.purchaseId}, looked up`);
  const call = 'lookUpActivation';
  const found = await player.ask(call, (orders) => orders.lookUpActivation(activationId));
  const what = `replacement of ${purchase.purchaseId}`;
  if (found === undefined) return player.breaksOff(what);
  if (found.answer?.status !== 'active') {
    const [field, came] =
      found.answer === null ? ['HTTP status', '404'] : ['status', shown(found.answer.status)];
    const right = found.answer === null ? '200' : '"active"';
    player.wrong({ call, field, came, right, document: DOCUMENTS.lookUpActivation });
    return player.breaksOff(what);
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
