import type { RefundAnswer } from '../../contract/activities.ts';
import { refundKey } from '../../contract/ids.ts';
import type { Money, PurchaseId } from '../../contract/scalars.ts';
import { judgeRefund } from '../../policy/refund.ts';
import { sendFirst } from './first-request.ts';
import type { Player } from './player.ts';
import { DOCUMENTS, shown } from './report.ts';
import type { Manner } from './test-purchases.ts';

export interface RefundPlay {
  player: Player;
  /** The purchase that was paid for. */
  paid: PurchaseId;
  /** The purchase that asks: the same, or its replacement. */
  asking: PurchaseId;
  price: Money;
  statuses: readonly RefundAnswer['status'][];
  manner: Manner;
  /** In words. */
  what: string;
}

/** Whether nothing has happened under the key. Otherwise the refund is not played: it was an earlier run's. */
export async function isNotRefunded(player: Player, paid: PurchaseId): Promise<boolean> {
  player.play(`refund of ${paid}, looked up before it is asked for`);
  const found = await player.ask('lookUpRefund', (orders) => orders.lookUpRefund(refundKey(paid)));
  if (found === undefined) return false;
  if (found.answer === null) return true;
  const right = '404: nothing has been asked for, unless this purchase has served in an earlier run';
  const document = DOCUMENTS.lookUpRefund;
  player.wrong({ call: 'lookUpRefund', field: 'HTTP status', came: '200', right, document });
  return false;
}

/** A refund in its first and second request, looked up, and asked for in another amount under the same key. */
export async function playRefund(play: RefundPlay): Promise<void> {
  const { player, paid, asking, price, manner, what } = play;
  const key = refundKey(paid);
  const request = { key, purchaseId: asking, price, reason: 'R2' };
  const judge = openJudge(play);
  const opened = await sendFirst({
    player,
    call: 'refund',
    what,
    manner,
    asks: (orders) => orders.refund(request),
  });
  if (opened === undefined) return;
  for (const answer of opened.answers) judge('refund', answer);
  if (manner === 'answer_lost') {
    player.play(`${what}, looked up after the answer was lost`);
    const found = await player.ask('lookUpRefund', (orders) => orders.lookUpRefund(key));
    if (found?.answer) judge('lookUpRefund', found.answer);
  }
  player.play(`${what}, the same key again`);
  const again = await player.ask('refund', (orders) => orders.refund(request), opened.send);
  if (again === undefined) return player.breaksOff(what);
  judge('refund', again.answer);
  const lookUp = async (): Promise<void> => {
    const found = await player.ask('lookUpRefund', (orders) => orders.lookUpRefund(key));
    if (found === undefined) return;
    if (found.answer !== null) judge('lookUpRefund', found.answer);
    else if (again.answer.status !== 'refused') wrongly404(player);
  };
  player.play(`${what}, looked up`);
  await lookUp();
  if (again.answer.status === 'refused') return;
  player.play(`${what}, the same key with another amount`);
  const more = { ...request, price: { ...price, amount: price.amount + 1 } };
  const other = await player.askOnce('refund', (orders) => orders.refund(more), opened.send);
  if (other.raw?.status !== 409) {
    const came = String(other.raw?.status ?? 'no answer');
    const document = DOCUMENTS.otherRequest;
    player.wrong({ call: 'refund', field: 'HTTP status', came, right: '409', document });
  }
  player.play(`${what}, looked up after another amount was asked for`);
  await lookUp();
}

function wrongly404(player: Player): void {
  const right = '200, with the refund. The key in the path is percent-encoded';
  const document = DOCUMENTS.lookUpRefund;
  player.wrong({ call: 'lookUpRefund', field: 'HTTP status', came: '404', right, document });
}

/** After the first answer, which status a refund can have a moment later. */
const LATER = {
  confirmed: ['confirmed'],
  pending: ['pending', 'confirmed'],
  refused: ['refused', 'pending', 'confirmed'],
} as const satisfies Record<RefundAnswer['status'], readonly RefundAnswer['status'][]>;

/** Holds each answer against what was asked for, as the worker does, and against the first answer. */
function openJudge({ player, price, statuses }: RefundPlay) {
  let first: RefundAnswer | undefined;
  return (call: 'refund' | 'lookUpRefund', answer: RefundAnswer): void => {
    const allowed: readonly string[] = first === undefined ? statuses : LATER[first.status];
    if (!allowed.includes(answer.status)) {
      const right = `${allowed.map(shown).join(' or ')}${first === undefined ? '' : ', after the first answer'}`;
      const came = shown(answer.status);
      player.wrong({ call, field: 'status', came, right, document: DOCUMENTS[call] });
    }
    // Refused is not final: a later refund may have another id.
    if (first !== undefined && first.status !== 'refused' && first.refundId !== answer.refundId) {
      const right = `${shown(first.refundId)}, as in the first answer: one refund per key`;
      const came = shown(answer.refundId);
      player.wrong({ call, field: 'refundId', came, right, document: DOCUMENTS.once });
    }
    const judged = judgeRefund(price, answer);
    if (judged.status === 'differs') {
      for (const field of ['amount', 'currency'] as const) {
        if (judged.found[field] === price[field]) continue;
        const right = `${shown(price[field])}, as asked for${field === 'amount' ? ', in minor units' : ''}`;
        player.wrong({
          call,
          field,
          came: shown(judged.found[field]),
          right,
          document: DOCUMENTS.amount,
        });
      }
    }
    first ??= answer;
  };
}
