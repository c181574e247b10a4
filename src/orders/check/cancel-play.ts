import type { ActivationRecord, CancelAnswer } from '../../contract/activities.ts';
import { cancelKey } from '../../contract/ids.ts';
import type { Instant } from '../../contract/scalars.ts';
import type { OrderCall } from '../broken-calls.ts';
import type { Raw } from './ask-once.ts';
import { sendFirst } from './first-request.ts';
import { parsed, valueAt, type Player } from './player.ts';
import { DOCUMENTS, shown } from './report.ts';
import { kindOf, type Manner, type TestPurchase } from './test-purchases.ts';
import { MINUTE_MS } from '../../policy/duration.ts';

interface CancelPlay {
  player: Player;
  purchase: TestPurchase;
  now: () => Instant;
}

/** How far a shop's clock may run ahead of ours. */
const CLOCK_AHEAD_MS = 5 * MINUTE_MS;

/** Whether the activation has the status of the file. Only then anything is asked for: it may be another purchase. */
export async function isAsTheFileSays({ player, purchase, now }: CancelPlay): Promise<boolean> {
  const { status } = kindOf(purchase.is);
  player.play(`activation of ${purchase.purchaseId}, looked up before anything else`);
  const found = await player.ask('lookUpActivation', (orders) =>
    orders.lookUpActivation(purchase.activationId),
  );
  if (found === undefined) return false;
  const right = `${shown(status)}: the file says ${purchase.is}, and a purchase serves for one run`;
  return judgeRecord({ player, purchase, now }, found, { status, right });
}

/** A cancel in its first and second request, and how the activation stands afterwards. */
export async function playCancel(play: CancelPlay, manner: Manner): Promise<void> {
  const { player, purchase, now } = play;
  const { purchaseId, activationId } = purchase;
  const { cancel, after } = kindOf(purchase.is);
  const what = `cancel of ${purchaseId}`;
  const request = { key: cancelKey(purchaseId), activationId };
  const opened = await sendFirst({
    player,
    call: 'cancel',
    what,
    manner,
    asks: (orders) => orders.cancel(request),
  });
  if (opened === undefined) return;
  for (const answer of opened.answers) judgeResult(player, answer, cancel);
  player.play(`${what}, the same key again`);
  const again = await player.ask('cancel', (orders) => orders.cancel(request));
  if (again !== undefined) {
    judgeResult(player, again.answer, cancel);
    if (again.answer.result === 'too_early') judgeRetryAt(player, again.answer, now());
    if (saysWhetherSmsCame(again.answer.result)) judgeSms(play, 'cancel', again);
  }
  player.play(`activation of ${purchaseId}, looked up after the cancel`);
  const found = await player.ask('lookUpActivation', (orders) => orders.lookUpActivation(activationId));
  if (found !== undefined) judgeRecord(play, found, { status: after, right: shown(after) });
}

function judgeResult(player: Player, { result }: CancelAnswer, right: CancelAnswer['result']): void {
  if (result === right) return;
  const document = DOCUMENTS.cancel;
  player.wrong({ call: 'cancel', field: 'result', came: shown(result), right: shown(right), document });
}

/** Without it the cancel is asked for again every minute, then ever more seldom. */
function judgeRetryAt(player: Player, { retryAt }: CancelAnswer, now: Instant): void {
  if (retryAt !== undefined && Date.parse(retryAt) > now) return;
  const came = shown(retryAt);
  const right = `an instant after ${new Date(now).toISOString()}`;
  player.wrong({ call: 'cancel', field: 'retryAt', came, right, document: DOCUMENTS.retryAt });
}

const saysWhetherSmsCame = (result: CancelAnswer['result']): boolean =>
  result === 'cancelled' || result === 'completed' || result === 'sms_received';

function judgeRecord(
  play: CancelPlay,
  found: { answer: ActivationRecord | null; raw: Raw | undefined },
  wanted: { status: ActivationRecord['status']; right: string },
): boolean {
  const { player } = play;
  const call = 'lookUpActivation';
  const document = DOCUMENTS.lookUpActivation;
  if (found.answer === null) {
    player.wrong({ call, field: 'HTTP status', came: '404', right: '200', document });
    return false;
  }
  const { status } = found.answer;
  if (status !== wanted.status) {
    player.wrong({ call, field: 'status', came: shown(status), right: wanted.right, document });
    return false;
  }
  judgeSms(play, call, { answer: found.answer, raw: found.raw });
  return true;
}

/** `null` where no SMS came, its instant where one came. To leave it out makes a person decide what the record could. */
function judgeSms(
  { player, purchase, now }: CancelPlay,
  call: OrderCall,
  { answer, raw }: { answer: Pick<CancelAnswer, 'smsAt'>; raw: Raw | undefined },
): void {
  const { smsAt } = answer;
  const { sms } = kindOf(purchase.is);
  const came = shown(valueAt(parsed(raw?.body ?? ''), 'smsAt'));
  const wrong = (right: string): void =>
    player.wrong({ call, field: 'smsAt', came, right, document: DOCUMENTS.smsAt });
  if (!sms) return smsAt === null ? undefined : wrong('null: no SMS came');
  const right = purchase.smsAt === undefined ? 'the instant of the SMS' : shown(purchase.smsAt);
  if (smsAt === undefined || smsAt === null) return wrong(right);
  if (purchase.smsAt !== undefined && Date.parse(purchase.smsAt) !== Date.parse(smsAt)) return wrong(right);
  if (Date.parse(smsAt) > now() + CLOCK_AHEAD_MS) {
    wrong('an instant that has been: local time has an offset of its own instead of Z');
  }
}
