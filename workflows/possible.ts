import type { AllowedActions } from '../src/contract/status.ts';
import type { By, UpdateName } from '../src/contract/updates.ts';
import { mostRequests, named } from '../src/policy/limits.ts';
import { actionsIn, sideOf, type Side } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import type { Life } from './life.ts';
import { RULES } from './rules.ts';

/** Their own answers to "not now" say more than the stage table does. */
const SAYS_MORE: Readonly<Record<Side, UpdateName>> = { customer: 'submitClaim', support: 'settleByHand' };

/**
 * Why nothing of this kind can be taken from this side now, whatever it says. What a refusal offers, what is listed as
 * allowed and what is taken are all told by this.
 */
export function whyNotNow(life: Life, name: UpdateName, by: Pick<By, 'kind'>): Refusal | undefined {
  const side = sideOf(by);
  const listed = actionsIn(life.stage, side).includes(name);
  if (!listed && (SAYS_MORE[side] !== name || life.stage === 'closed')) return notNow(life, name, by);
  return RULES[name].closed?.(life);
}

/** What each side can ask for now with some prospect: it is then refused for what it says, or not at all. */
export const allowedActions = (life: Life): AllowedActions => ({
  customer: possibleFor(life, 'customer'),
  support: possibleFor(life, 'support'),
});

const possibleFor = (life: Life, side: Side): UpdateName[] =>
  actionsIn(life.stage, side).filter(
    (name) =>
      requestsUsedUp(life, side, name) === undefined && whyNotNow(life, name, { kind: side }) === undefined,
  );

function notNow(life: Life, name: UpdateName, by: Pick<By, 'kind'>): Refusal {
  const possible = possibleFor(life, sideOf(by));
  const now = possible.length > 0 ? `possible now: ${possible.join(', ')}` : 'nothing is to be done now';
  return refusal(
    'not_now',
    null,
    `${name} by ${by.kind} is not possible in the stage ${life.stage}; ${now}.`,
  );
}

/**
 * What is taken however many requests there were: silence would cost a right, or nobody else can say it. Each has a
 * bound of its own, and a purchase that was flooded before there were caps can still be answered and settled.
 */
const ALWAYS_TAKEN: Readonly<Record<Side, readonly UpdateName[]>> = {
  customer: ['answerAccess', 'disputeRemediation', 'chooseRemedy'],
  support: ['decideClaim', 'reportRemediation', 'settleByHand'],
};

/** A purchase takes so many requests of each side, so that neither can use up what the server grants both. */
export function requestsUsedUp(life: Life, side: Side, name: UpdateName): Refusal | undefined {
  const most = mostRequests(life.terms.version, side);
  if (life.requests[side] < most || ALWAYS_TAKEN[side].includes(name)) return undefined;
  const instead =
    side === 'customer'
      ? 'support still takes what is to be said'
      : 'what is under way goes on by itself, and is asked again by itself';
  return refusal(
    'too_many_requests',
    null,
    `A purchase takes ${most} requests of ${named(side)} in all, and all were made: ${instead}.`,
  );
}
