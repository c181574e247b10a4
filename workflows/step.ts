import type { ClauseId } from '../src/contract/clause-id.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { SettleByHand, StepName } from '../src/contract/updates.ts';
import { nearlyAll } from '../src/policy/limits.ts';
import { actionsIn } from '../src/policy/stages.ts';
import { askEarlyAt } from '../src/policy/steps.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { note, type Life, type Step } from './life.ts';
import { post } from './mails.ts';
import { keepStatement } from './statements.ts';
import { waitFor } from './waiting.ts';

export function beginStep(life: Life, name: StepName): Step {
  const step: Step = { name, phase: 'calling', wakeKind: 'retry', early: { asked: 0 } };
  life.step = step;
  return step;
}

export function endStep(life: Life): void {
  delete life.step;
  life.revision += 1;
}

/** Waits for the next try of a step, a person's word, or whatever else ends it. Takes the person's word. */
export async function waitInStep(
  life: Life,
  step: Step,
  wakeAt: Instant,
  wakeKind: Step['wakeKind'],
  over: () => boolean = () => false,
): Promise<SettleByHand | undefined> {
  step.phase = 'waiting';
  step.wakeAt = Math.min(wakeAt, step.earlyAt ?? wakeAt);
  step.wakeKind = wakeKind;
  life.revision += 1;
  await waitFor(life, {
    over: () => step.hand !== undefined || over(),
    deadline: () => step.wakeAt,
    summary: `${step.name}: next try`,
  });
  const { hand } = step;
  delete step.hand;
  return hand;
}

/** Brings the next question forward. Of many wishes one is remembered: `false` if there is one already. */
export function askEarly(step: Step): boolean {
  if (step.earlyAt !== undefined) return false;
  const at = askEarlyAt(step.early, Date.now());
  step.earlyAt = at;
  if (step.phase === 'waiting' && step.wakeAt !== undefined) step.wakeAt = Math.min(step.wakeAt, at);
  return true;
}

/** Whatever is asked now also answers the wish to ask early. Whether it is asked for that reason. */
export function beginQuestion(step: Step): boolean {
  const { earlyAt } = step;
  delete step.earlyAt;
  const now = Date.now();
  if (earlyAt === undefined || earlyAt > now) return false;
  step.early.asked += 1;
  step.early.lastAt = now;
  return true;
}

/** The customer hears of a delay once, whatever its cause. */
export function tellOfDelay(life: Life, step: 'cancel' | 'refund', clause: ClauseId): void {
  if (life.refundDelayTold) return;
  life.refundDelayTold = true;
  post(life, { template: 'refund_delayed', clause, amount: life.terms.price, step });
}

export const settleByHand = {
  closed({ stage, step }: Life): Refusal | undefined {
    if (!actionsIn(stage, 'support').includes('settleByHand') || step === undefined) {
      return refusal('not_now', null, 'No step can be settled now: none is under way.');
    }
    if (step.phase === 'calling' || step.hand !== undefined) {
      const message = `The step ${step.name} is being tried right now: look again in ten minutes.`;
      return refusal('busy', null, message);
    }
    return undefined;
  },
  judge({ step }: Life, { step: name, action }: SettleByHand): Refusal | undefined {
    if (step?.name !== name) {
      const message = `The step ${name} cannot be settled now: the step under way is ${step?.name}.`;
      return refusal('not_now', null, message);
    }
    if (name === 'refund' && action === 'abandon') {
      return refusal(
        'not_allowed',
        null,
        'A refund is owed and cannot be abandoned: send retry, done, or returned_otherwise.',
      );
    }
    return undefined;
  },
  /** A new try comes by itself as well; what else support can say must not be used up by asking for one. */
  traceless(life: Life, { action }: SettleByHand): Refusal | undefined {
    const soon = nearlyAll(life.terms.version, 'support');
    if (action !== 'retry' || life.requests.support < soon) return undefined;
    const message = `Support has sent ${soon} requests for this purchase: it is tried again by itself, and retry is not taken any more.`;
    return refusal('too_many_requests', null, message);
  },
  carryOut(life: Life, request: SettleByHand): void {
    if (!life.step) throw new Error('settled a step that is not there');
    life.step.hand = request;
    const { by, step, action, reference } = request;
    const claim = life.returningByItself ? undefined : life.claims.at(-1);
    keepStatement(life, claim, { by, kind: 'settled_by_hand', text: request.note, visibility: 'internal' });
    note(life, 'settled_by_hand', {
      actor: 'support',
      visibility: 'internal',
      data: { by: by.id, step, action, ...(reference === undefined ? {} : { reference }) },
    });
  },
};
