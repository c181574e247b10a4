import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable, type OrderCall } from '../broken-calls.ts';
import type { OrderService } from '../order-service.ts';
import { cutAfterSending, UNKNOWN_FIELD, withUnknownField } from './odd-senders.ts';
import type { Raw, Send } from './ask-once.ts';
import type { Player } from './player.ts';
import { DOCUMENTS } from './report.ts';
import type { Manner } from './test-purchases.ts';

/** So long a shop may take to begin with a request whose sender has gone. */
const AFTER_CUT_MS = 100;

interface FirstRequest<T> {
  player: Player;
  call: OrderCall;
  /** What is asked for, in words. */
  what: string;
  manner: Manner;
  asks: (orders: OrderService) => Promise<T>;
}

export interface Opened<T> {
  /** The answers that came, as the adapter reads them. */
  answers: T[];
  /** How every later request with the key has to be sent, so that it is the same request. */
  send: Send | undefined;
}

/** Sends a write for the first time. `undefined`: no answer can be used, which is written down. */
export async function sendFirst<T>(first: FirstRequest<T>): Promise<Opened<T> | undefined> {
  const opened = await openIn(first);
  if (opened === undefined) first.player.breaksOff(first.what);
  return opened;
}

async function openIn<T>(first: FirstRequest<T>): Promise<Opened<T> | undefined> {
  const { player, call, what, manner, asks } = first;
  switch (manner) {
    case 'alone': {
      player.play(what);
      const asked = await player.ask(call, asks);
      return asked && { answers: [asked.answer], send: undefined };
    }
    case 'answer_lost': {
      player.play(`${what}, the connection cut before the answer`);
      await player.askOnce(call, asks, cutAfterSending);
      await delay(AFTER_CUT_MS);
      return { answers: [], send: undefined };
    }
    case 'at_once': {
      player.play(`${what}, twice at the same time`);
      const both = await Promise.all([player.askOnce(call, asks), player.askOnce(call, asks)]);
      for (const asked of both) {
        // No answer for now is allowed, and the request comes again.
        if (!asked.answered && !(asked.error instanceof Unavailable)) player.broken(call, asked);
      }
      return { answers: both.flatMap((asked) => (asked.answered ? [asked.answer] : [])), send: undefined };
    }
    case 'unknown_field':
      return sendWithUnknownField(first);
    default:
      return manner satisfies never;
  }
}

async function sendWithUnknownField<T>({
  player,
  call,
  what,
  asks,
}: FirstRequest<T>): Promise<Opened<T> | undefined> {
  player.play(`${what}, with a field that is not in the contract`);
  const asked = await player.askOnce(call, asks, withUnknownField);
  if (asked.answered) return { answers: [asked.answer], send: withUnknownField };
  if (!isRefusedRequest(asked.raw)) {
    player.broken(call, asked);
    return undefined;
  }
  const without = await player.ask(call, asks);
  if (without === undefined) return undefined;
  const came = String(asked.raw.status);
  const right = `200: the field ${UNKNOWN_FIELD} of the request is ignored`;
  player.wrong({ call, field: 'HTTP status', came, right, document: DOCUMENTS[call] });
  return { answers: [without.answer], send: undefined };
}

/** Whether the request itself was refused, so that it can be sent otherwise under the same key. */
const isRefusedRequest = (raw: Raw | undefined): raw is Raw =>
  raw !== undefined && raw.status >= 400 && raw.status < 500 && raw.status !== 409;
