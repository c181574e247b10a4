// Which requests can be taken now, and by which rule each is judged.
import type { AllowedActions } from '../src/contract/status.ts';
import type { ClaimId } from '../src/contract/scalars.ts';
import type { By, UpdateName, Updates } from '../src/contract/updates.ts';
import { mostRequests, named } from '../src/policy/limits.ts';
import { actionsIn, sideOf, type Side, type StageTaking } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { answerAccess, requestAccess } from './access.ts';
import { chooseRemedy } from './choice.ts';
import { submitClaim, withdrawClaim } from './claim-window.ts';
import { decideClaim, decisionOptions } from './decide-claim.ts';
import { openClaim, type Claim } from './claims.ts';
import { requestsUsedUp } from './inbox.ts';
import { addEvidence } from './invalid-number.ts';
import type { Life } from './life.ts';
import { disputeRemediation, reportRemediation } from './major-defect.ts';
import { correctContact } from './outbox.ts';
import type { Stage } from './stage.ts';
import { settleByHand } from './step.ts';

/** The stages in which an update can be taken, by the table of stages. */
export type StageFor<N extends UpdateName> = Extract<Stage, { name: StageTaking<N> }>;

/** Carries out a request that is accepted: sets facts and stage, and calls nothing outside. */
export type Act = () => void;

/** How requests of one kind are judged. Only `Act` and `refused` change the purchase. */
export interface RequestRule<N extends UpdateName> {
  /** Why no request of this kind can be accepted now, whatever it says. Called in the stages that list the kind. */
  closed?: (life: Life, stage: StageFor<N>) => Refusal | undefined;
  /** Why none can be accepted in the other stages but `closed`, if that side can get a better reason than `not_now`. */
  elsewhere?: { side: Side; why: (life: Life) => Refusal | undefined };
  /** Why this request would change nothing that needs it. Called by the validator alone, so that it leaves no history. */
  pointless?: (life: Life, stage: StageFor<N>, request: Updates[N]) => Refusal | undefined;
  /** Judges the request, if the kind can be accepted now. */
  take: (life: Life, stage: StageFor<N>, request: Updates[N]) => Refusal | Act;
  /** What else follows from a refusal that is in the history. */
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

/** Whether the table of stages lists this update for this side. Sound: `StageTaking` is made from that table. */
export const listed = <N extends UpdateName>(stage: Stage, side: Side, name: N): stage is StageFor<N> =>
  actionsIn(stage.name, side).includes(name);

/** Judges a request: the refusal, or the act that carries it out. */
export function judge<N extends UpdateName>(life: Life, name: N, request: Updates[N]): Refusal | Act {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  const missed = writtenForAnother(life, request);
  // Earlier code did not look at these fields.
  if (missed !== undefined && life.runtime.patched('written-for-another')) return missed;
  if (!listed(stage, sideOf(request.by), name)) return notListed(life, name, request.by);
  return rule.closed?.(life, stage) ?? rule.take(life, stage, request);
}

/** Why the request is not about the purchase as it is, if it says what it is about: its claim, or the revision. */
function writtenForAnother(life: Life, request: Updates[UpdateName]): Refusal | undefined {
  const { revision } = life.journal;
  if ('claimId' in request && request.claimId !== undefined) {
    const open = openClaim(life);
    if (open?.claimId !== request.claimId) return otherClaim(life, request.claimId, open);
  }
  if (request.ifRevision === undefined || request.ifRevision === revision) return undefined;
  const message = `The request was written for revision ${request.ifRevision}, and the purchase is at ${revision}: look again, and repeat it if it still fits.`;
  return refusal('changed', null, message);
}

function otherClaim(life: Life, claimNamed: ClaimId, open: Claim | undefined): Refusal {
  const end = life.claims.all.find(({ claimId }) => claimId === claimNamed)?.end;
  const why = end ? `ended as ${end.status}` : 'is not a claim of this purchase';
  const now = open ? `The open claim is ${open.claimId}.` : 'No claim is open.';
  return refusal('other_claim', null, `The claim that the request names ${why}. ${now}`, {
    helps: open ? { openClaimId: open.claimId } : {},
  });
}

/** Why this request would change nothing that needs it, if that is so. */
export function pointlessRequest<N extends UpdateName>(
  life: Life,
  name: N,
  request: Updates[N],
): Refusal | undefined {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  if (writtenForAnother(life, request)) return undefined;
  return listed(stage, sideOf(request.by), name) ? rule.pointless?.(life, stage, request) : undefined;
}

/** What each side can ask for now. Such a request is refused only for what it says. */
export function allowedActions(life: Life): AllowedActions {
  const { stage } = life;
  const decisions = listed(stage, 'support', 'decideClaim') ? decisionOptions(life, stage) : [];
  return {
    customer: possibleFor(life, 'customer'),
    support: possibleFor(life, 'support'),
    ...(decisions.length > 0 ? { decisions } : {}),
  };
}

const possibleFor = (life: Life, side: Side): UpdateName[] =>
  actionsIn(life.stage.name, side).filter(
    (name) => tooManyRequests(life, side, name) === undefined && !closed(life, side, name),
  );

function closed<N extends UpdateName>(life: Life, side: Side, name: N): boolean {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  return !listed(stage, side, name) || rule.closed?.(life, stage) !== undefined;
}

/** Why no request of this kind would be taken from this side now, whatever it says. */
export function notTaken<N extends UpdateName>(life: Life, side: Side, name: N): Refusal | undefined {
  const rule: RequestRule<N> = RULES[name];
  const { stage } = life;
  const usedUp = tooManyRequests(life, side, name);
  if (usedUp !== undefined) return usedUp;
  return listed(stage, side, name) ? rule.closed?.(life, stage) : notListed(life, name, { kind: side });
}

function notListed(life: Life, name: UpdateName, by: Pick<By, 'kind'>): Refusal {
  const { elsewhere } = RULES[name];
  const asked = elsewhere?.side === sideOf(by) && life.stage.name !== 'closed';
  return (asked ? elsewhere.why(life) : undefined) ?? notNow(life, name, by);
}

function notNow(life: Life, name: UpdateName, by: Pick<By, 'kind'>): Refusal {
  const possible = possibleFor(life, sideOf(by));
  const now = possible.length > 0 ? `possible now: ${possible.join(', ')}` : 'nothing is to be done now';
  return refusal(
    'not_now',
    null,
    `${name} by ${by.kind} is not possible in the stage ${life.stage.name}; ${now}.`,
  );
}

/**
 * Accepted however many requests there were: without them the customer would lose a right, or a claim or a step could
 * not be settled. Each has a limit of its own. So a purchase that got too many requests before there were caps can
 * still be settled.
 */
const ALWAYS_TAKEN: Readonly<Record<Side, readonly UpdateName[]>> = {
  customer: ['answerAccess', 'disputeRemediation', 'chooseRemedy'],
  support: ['decideClaim', 'reportRemediation', 'settleByHand'],
};

/** Each side has a cap of its own, so that neither can use up the number of requests that the server allows for both. */
export function tooManyRequests(life: Life, side: Side, name: UpdateName): Refusal | undefined {
  if (!requestsUsedUp(life, side) || ALWAYS_TAKEN[side].includes(name)) return undefined;
  const most = mostRequests(life.terms.version, side);
  const instead =
    side === 'customer' ? 'write to support instead' : 'calls under way are tried again by themselves';
  return refusal(
    'too_many_requests',
    null,
    `A purchase takes ${most} requests of ${named(side)} in all, and all were made: ${instead}.`,
  );
}
