import { randomBytes } from 'node:crypto';
import type { RequestAnswer } from '../../../src/client/request.ts';
import type { Requests } from '../../../src/client/returns-client.ts';
import type { Sending } from '../../../src/client/send-event.ts';
import type { Instant, PurchaseId } from '../../../src/contract/scalars.ts';
import type { NextDeadline } from '../../../src/contract/status.ts';
import type { UpdateName, Updates } from '../../../src/contract/updates.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/policy/duration.ts';
import { skipTime, skipTo, type Skip } from '../../server/skip-time.ts';
import { StillBusy } from '../../../src/temporal/wait-until-idle.ts';
import { workflowNow } from '../../../src/temporal/workflow-clock.ts';
import type { ShopPurchase } from '../shop-data.ts';
import { ShopRefusal, type Wish } from '../shop.ts';
import type { Notice, Refusal } from './parts/notices.ts';
import { argumentOf, type FormName } from './parts/request-forms.ts';
import { settled, workflowOf, type SandboxParts, type PurchaseOnPage } from './purchase-on-page.ts';
import { tourPurchaseId, type TourName } from './tours.ts';
import { instantWords } from './wording/instants.ts';
import { sentence } from '../../../src/wording/names.ts';
import { ACCEPTED } from './wording/requests.ts';

type Typed = Readonly<Record<string, string>>;

const refused = (form: string, code: string, words: string, typed: Typed = {}): Refusal => ({
  kind: 'refused',
  form,
  code,
  words,
  typed,
});

/** Buys in the shop and opens the purchase. Throws if the service refuses what the shop sold. */
export async function buy(parts: SandboxParts, wish: Wish): Promise<PurchaseId> {
  const order = parts.sandbox.shop.buy(wish);
  const opening = await parts.returns.openPurchase(order);
  if (!opening.opened) throw new Error(`${order.purchaseId} was not opened: ${opening.code}`);
  await settled(parts, order.purchaseId);
  return order.purchaseId;
}

/** The shop repeats an opening that was never answered. */
export async function openAgain(parts: SandboxParts, { order }: ShopPurchase): Promise<Notice> {
  const opening = await parts.returns.openPurchase(order);
  if (!opening.opened) return refused('open', opening.code, sentence(opening.code));
  await settled(parts, order.purchaseId);
  return { kind: 'done', words: opening.already ? 'It was open already.' : 'The purchase is open.' };
}

const SHOP_EVENTS = {
  sms: { act: 'deliverSms', event: 'smsReceived', words: 'The SMS has reached the number.' },
  complete: { act: 'complete', event: 'activationCompleted', words: 'The activation is completed.' },
  cancel: { act: 'cancel', event: 'activationCancelled', words: 'The activation is cancelled.' },
} as const;

export type ShopEvent = keyof typeof SHOP_EVENTS;
export const isShopEvent = (name: string): name is ShopEvent => Object.hasOwn(SHOP_EVENTS, name);

/** Makes something happen in the shop, by the purchase's own clock, and sends the event to the service. */
export async function shopEvent(
  parts: SandboxParts,
  purchaseId: PurchaseId,
  name: ShopEvent,
): Promise<Notice> {
  const { act, event, words } = SHOP_EVENTS[name];
  const now = await workflowNow(parts.service, workflowOf(parts, purchaseId));
  try {
    const report = parts.sandbox.shop[act](purchaseId, now);
    const sending = await parts.returns[event](purchaseId, report);
    await settled(parts, purchaseId);
    return sending.sent ? { kind: 'done', words } : notSent(name, sending);
  } catch (error) {
    if (error instanceof ShopRefusal) return refused(name, 'shop_refused', error.message);
    throw error;
  }
}

/** Lets the money of a pending refund arrive, and sends the event to the service. */
export async function releaseRefund(parts: SandboxParts, { status, now }: PurchaseOnPage): Promise<Notice> {
  const { purchaseId, terms } = status;
  const { shop } = parts.sandbox;
  const original = terms.replaces?.originalPurchaseId ?? purchaseId;
  if (!shop.releaseRefund(original)) return { kind: 'done', words: 'None waits.' };
  const sending = await parts.returns.refundUpdated(purchaseId, shop.refundUpdated(original, now));
  await settled(parts, purchaseId);
  if (!sending.sent) return notSent('release-refund', sending);
  return { kind: 'done', words: 'The money has arrived, and the service knows it.' };
}

const notSent = (form: string, sending: Sending & { sent: false }): Notice =>
  refused(form, sending.code, sentence(sending.code));

/** Sends a request that has a form here. A refusal keeps what was typed. */
export async function request(
  parts: SandboxParts,
  purchaseId: PurchaseId,
  wanted: { name: FormName; form: string; typed: Typed },
): Promise<Notice> {
  const { name, form, typed } = wanted;
  const requests: Requests = parts.returns;
  const ask = <N extends UpdateName>(update: N): Promise<RequestAnswer> =>
    // Sound: the client checks the argument before it sends it, and answers what is wrong with it.
    requests[update](purchaseId, argumentOf({ kind: 'support', id: 'sandbox_page' }, typed) as Updates[N]);
  const answer = await ask(name);
  await settled(parts, purchaseId);
  if (answer.accepted) return { kind: 'done', words: ACCEPTED[name] };
  if ('stage' in answer) {
    const { code, clause, message } = answer;
    return { kind: 'refused', form, code, clause: clause ?? undefined, words: message, typed };
  }
  switch (answer.code) {
    case 'invalid_input':
      return {
        ...refused(form, answer.code, 'Something is missing or not right:', typed),
        problems: answer.problems,
      };
    case 'purchase_closed':
      return refused(form, answer.code, 'The purchase has closed: nothing is taken any more.', typed);
    case 'too_many_refusals':
    case 'too_many_requests':
    case 'not_allowed':
    case 'unknown_purchase':
      return refused(form, answer.code, answer.message, typed);
    default:
      return answer satisfies never;
  }
}

const JUMPS_MS: Readonly<Record<string, number>> = { '1h': HOUR_MS, '1d': DAY_MS, '5d': 5 * DAY_MS };
const NEAR_MS = 30 * SECOND_MS;

/** Moves the purchase's clock: to a minute after the next deadline, or by a time that does not end at one. */
export async function jump(
  parts: SandboxParts,
  purchaseId: PurchaseId,
  to: string,
  next: NextDeadline | undefined,
): Promise<Notice> {
  const { service, timeSkipping } = parts;
  if (!timeSkipping) return refused('clock', 'no_time_skipping', 'This server cannot skip time.');
  const workflow = workflowOf(parts, purchaseId);
  const durationMs = JUMPS_MS[to];
  try {
    if (to === 'deadline') {
      if (next === undefined) return refused('clock', 'no_deadline', 'Nothing is due by itself.');
      const instant = Date.parse(next.at) + MINUTE_MS;
      return await arrival(parts, purchaseId, () => skipTo(service, { ...workflow, instant }));
    }
    if (durationMs === undefined) return refused('clock', 'unknown_jump', 'Choose one of the buttons.');
    const now = await workflowNow(service, workflow);
    const ms = clearOf(next, now, durationMs);
    return await arrival(parts, purchaseId, () => skipTime(service, { ...workflow, durationMs: ms }));
  } catch (error) {
    if (error instanceof StillBusy) {
      return refused('clock', 'busy', 'The purchase is in the middle of something: look again in a moment.');
    }
    throw error;
  }
}

/** A jump that would end at a deadline goes a minute further, because the order of events at a deadline is not certain. */
function clearOf(next: NextDeadline | undefined, now: Instant, durationMs: number): number {
  const near = next !== undefined && Math.abs(Date.parse(next.at) - now - durationMs) < NEAR_MS;
  return near ? durationMs + MINUTE_MS : durationMs;
}

async function arrival(
  parts: SandboxParts,
  purchaseId: PurchaseId,
  skip: () => Promise<Skip>,
): Promise<Notice> {
  const arrived = await skip();
  await settled(parts, purchaseId);
  switch (arrived.result) {
    case 'arrived':
      return { kind: 'done', words: `It is now ${instantWords(arrived.now)}.` };
    case 'ended':
      return { kind: 'done', words: 'The purchase has closed on the way.' };
    case 'failed':
      return refused('clock', 'stood_still', `Time stood still: ${arrived.reason}.`);
    default:
      return arrived satisfies never;
  }
}

/** The first step of a tour. */
export async function startTour(parts: SandboxParts, tour: TourName): Promise<PurchaseId> {
  const purchaseId = await buy(parts, { purchaseId: tourPurchaseId(tour, randomBytes(3).toString('hex')) });
  if (tour === 'defect') {
    await shopEvent(parts, purchaseId, 'sms');
    await shopEvent(parts, purchaseId, 'complete');
    await parts.returns.submitClaim(purchaseId, {
      by: { kind: 'customer', id: 'sandbox_page' },
      claimType: 'major_defect',
      reason: 'The number lost every second code today, in three tries.',
    });
    await settled(parts, purchaseId);
  }
  return purchaseId;
}
