// Which requests can be taken now, and by which rule each is judged.
import type { AllowedActions } from '../src/contract/status.ts';
import type { By, UpdateName, Updates } from '../src/contract/updates.ts';
import { mostRequests, named } from '../src/policy/limits.ts';
import { actionsIn, sideOf, type Side, type StageTaking } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { answerAccess, requestAccess } from './access.ts';
import { chooseRemedy } from './choice.ts';
import { submitClaim, withdrawClaim } from './claim-window.ts';
import { decideClaim } from './decide-claim.ts';
import { requestsUsedUp } from './inbox.ts';
import { addEvidence } from './invalid-number.ts';
import type { Life } from './life.ts';
import { disputeRemediation, reportRemediation } from './major-defect.ts';
import { correctContact } from './outbox.ts';
import type { Stage } from './stage.ts';
import { settleByHand } from './step.ts';

/** The stages in which an update can be taken, by the table of stages. */
export type StageFor<N extends UpdateName> = Extract<Stage, { name: StageTaking<N> }>;

/** Sets the facts of a request that is taken. Nothing outside happens in it. */
export type Act = () => void;

/** A request is judged without a trace; what comes of it is a refusal or the act. */
export interface RequestRule<N extends UpdateName> {
  /** Why nothing of this kind can be taken now, whatever it says. Asked in the stages that list the kind. */
  closed?: (life: Life, stage: StageFor<N>) => Refusal | undefined;
  /** The same in every other stage but `closed`, where the rule has more to say to that side than the table. */
  elsewhere?: { side: Side; why: (life: Life) => Refusal | undefined };
  /** Why this one, which could be taken, is not worth a trace. Asked before it has one, and never of one that has. */
  traceless?: (life: Life, stage: StageFor<N>, request: Updates[N]) => Refusal | undefined;
  /** Asked when the kind can be taken. */
  take: (life: Life, stage: StageFor<N>, request: Updates[N]) => Refusal | Act;
  /** What follows from a refusal that leaves a trace. */
  refused?: (life: Life, request: Updates[N], why: Refusal) => void;
}

export const RULES: { readonly [N in UpdateName]: RequestRule<N> } = {
  submitClaim,
  addEvidence,
  withdrawClaim,
  decideClaim,
  requestAccess,
  answerAccess,
  reportRemediation,
  disputeRemediation,
  chooseRemedy,
  settleByHand,
  correctContact,
};

/** Whether the table of stages has this update of this side. Sound: `StageTaking` is made from that table. */
export const listed = <N extends UpdateName>(stage: Stage, side: Side, name: N): stage is StageFor<N> =>
  actionsIn(stage.name, side).includes(name);

/** A request of one kind from one side: the refusal, or the act. */
export function judge<N extends UpdateName>(life: Life, name: N, request: Updates[N]): Refusal | Act {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  if (!listed(stage, sideOf(request.by), name)) return notListed(life, name, request.by);
  return rule.closed?.(life, stage) ?? rule.take(life, stage, request);
}

/** Why this one, which could be taken, is not worth a trace. */
export function notWorthATrace<N extends UpdateName>(
  life: Life,
  name: N,
  request: Updates[N],
): Refusal | undefined {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  return listed(stage, sideOf(request.by), name) ? rule.traceless?.(life, stage, request) : undefined;
}

/** What each side can ask for now with some prospect: it is then refused for what it says, or not at all. */
export const allowedActions = (life: Life): AllowedActions => ({
  customer: possibleFor(life, 'customer'),
  support: possibleFor(life, 'support'),
});

const possibleFor = (life: Life, side: Side): UpdateName[] =>
  actionsIn(life.stage.name, side).filter(
    (name) => tooManyRequests(life, side, name) === undefined && !closed(life, side, name),
  );

function closed<N extends UpdateName>(life: Life, side: Side, name: N): boolean {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  return !listed(stage, side, name) || rule.closed?.(life, stage) !== undefined;
}

function notListed(life: Life, name: UpdateName, by: By): Refusal {
  const { elsewhere } = RULES[name];
  const asked = elsewhere?.side === sideOf(by) && life.stage.name !== 'closed';
  return (asked ? elsewhere.why(life) : undefined) ?? notNow(life, name, by);
}

function notNow(life: Life, name: UpdateName, by: By): Refusal {
  const possible = possibleFor(life, sideOf(by));
  const now = possible.length > 0 ? `possible now: ${possible.join(', ')}` : 'nothing is to be done now';
  return refusal(
    'not_now',
    null,
    `${name} by ${by.kind} is not possible in the stage ${life.stage.name}; ${now}.`,
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
export function tooManyRequests(life: Life, side: Side, name: UpdateName): Refusal | undefined {
  if (!requestsUsedUp(life, side) || ALWAYS_TAKEN[side].includes(name)) return undefined;
  const most = mostRequests(life.terms.version, side);
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
