import type { Raw } from './ask-once.ts';
import type { OrderCall } from '../broken-calls.ts';
import { cancelKey, refundKey, replacementKey } from '../../contract/ids.ts';
import type { OrderService } from '../order-service.ts';
import { withoutToken, withWrongToken } from './odd-senders.ts';
import type { Player } from './player.ts';
import { DOCUMENTS } from './report.ts';

const PRICE = { amount: 1, currency: 'EUR' };

/** Every look-up, about things that do not exist. `nobody`: an id that the shop has never seen. */
const lookUpsOf = (nobody: string) =>
  ({
    lookUpActivation: (orders) => orders.lookUpActivation(nobody),
    lookUpRefund: (orders) => orders.lookUpRefund(refundKey(nobody)),
    lookUpReplacement: (orders) => orders.lookUpReplacement(replacementKey(nobody, 1)),
  }) satisfies Partial<Record<OrderCall, Asks>>;

const writesOf = (nobody: string) =>
  ({
    cancel: (orders) => orders.cancel({ key: cancelKey(nobody), activationId: nobody }),
    refund: (orders) =>
      orders.refund({ key: refundKey(nobody), purchaseId: nobody, price: PRICE, reason: 'R2' }),
    replacement: (orders) =>
      orders.issueReplacement({
        key: replacementKey(nobody, 1),
        purchaseId: nobody,
        price: PRICE,
        service: 'Telegram',
        country: 'GB',
      }),
  }) satisfies Partial<Record<OrderCall, Asks>>;

type Asks = (orders: OrderService) => Promise<unknown>;

const callsOf = (calls: Partial<Record<OrderCall, Asks>>): [OrderCall, Asks][] =>
  // Sound: the keys of such an object are names of calls.
  Object.entries(calls) as [OrderCall, Asks][];

/** No call is carried out or answered for somebody without the token. The calls are about what does not exist. */
export async function playWithoutToken(player: Player, nobody: string, writesToo: boolean): Promise<void> {
  const calls = callsOf({ ...lookUpsOf(nobody), ...(writesToo ? writesOf(nobody) : {}) });
  const refused = (raw: Raw | undefined): boolean => raw?.status === 401 || raw?.status === 403;
  const judge = (call: OrderCall, raw: Raw | undefined): void => {
    if (refused(raw)) return;
    const came = raw === undefined ? 'no answer' : String(raw.status);
    player.wrong({ call, field: 'HTTP status', came, right: '401', document: DOCUMENTS.token });
  };
  for (const [call, asks] of calls) {
    player.play('a wrong token');
    judge(call, (await player.askOnce(call, asks, withWrongToken)).raw);
    player.play('no token');
    judge(call, (await player.askOnce(call, asks, withoutToken)).raw);
  }
}

/** What does not exist is answered 404, so that a lost act is seen to be lost. */
export async function playUnknownLookUps(player: Player, nobody: string): Promise<void> {
  player.play('a look-up of what does not exist');
  for (const [call, asks] of callsOf(lookUpsOf(nobody))) {
    const found = await player.askOnce(call, asks);
    const status = found.raw?.status;
    if (found.answered && found.answer === null) continue;
    // Without an answer nothing is claimed, but whether an unknown key is told as unknown was not seen either.
    const came = status === undefined ? 'no answer' : String(status);
    player.wrong({ call, field: 'HTTP status', came, right: '404', document: DOCUMENTS[call] });
  }
}

/** An act on what does not exist has no effect. */
export async function playUnknownWrites(player: Player, nobody: string): Promise<void> {
  const { cancel, refund, replacement } = writesOf(nobody);
  player.play('a cancel of an activation that does not exist');
  const cancelled = await player.askOnce('cancel', cancel);
  if (cancelled.raw?.status !== 404) {
    const came = String(cancelled.raw?.status ?? 'no answer');
    player.wrong({ call: 'cancel', field: 'HTTP status', came, right: '404', document: DOCUMENTS.cancel });
  }
  player.play('a refund for a purchase that does not exist');
  const paid = await player.askOnce('refund', refund);
  if (paid.answered && paid.answer.status !== 'refused') {
    const came = JSON.stringify(paid.answer.status);
    player.wrong({ call: 'refund', field: 'status', came, right: '"refused"', document: DOCUMENTS.refund });
  }
  player.play('a replacement for a purchase that does not exist');
  const issued = await player.askOnce('replacement', replacement);
  if (issued.answered && issued.answer.result === 'issued') {
    player.wrong({
      call: 'replacement',
      field: 'result',
      came: '"issued"',
      right: '"refused"',
      document: DOCUMENTS.replacement,
    });
  }
}
