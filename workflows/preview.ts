// What a request would be answered, what would follow, and what could be asked for at all. None of it leaves a trace.
import type {
  ClockChange,
  Consequences,
  MoneyAhead,
  Option,
  Options,
  Preview,
  PreviewQuestion,
} from '../src/contract/preview.ts';
import type { Instant, Timestamp } from '../src/contract/scalars.ts';
import type { DeadlineKind } from '../src/contract/status.ts';
import type { UpdateName } from '../src/contract/updates.ts';
import { readOptionsQuestion, readPreviewQuestion } from '../src/contract/validation/preview.ts';
import { CLAIM_TYPES } from '../src/contract/validation/requester.ts';
import { readUpdate } from '../src/contract/validation/updates.ts';
import { actionsOf } from '../src/policy/stages.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { answerTo, refusedWithoutTrace } from './answering.ts';
import { notFiled, outcomeOfWindow, windowIsOver } from './claim-window.ts';
import { openClaim } from './claims.ts';
import { copyAt } from './copy.ts';
import { deadlinesOf, nextDeadline } from './deadlines.ts';
import { iso } from './journal.ts';
import type { Life } from './life.ts';
import { refundUnlessSmsByEarlierCancel } from './non-receipt.ts';
import { notTaken } from './rules.ts';
import { nowOf } from './runtime.ts';
import { enterStage } from './stage.ts';
import { refusedAnswer, standing, whyRefused } from './status.ts';

/** Answer of the query `preview`. The same code as for the update judges the request, on a copy. */
export function preview(life: Life, input: unknown): Preview {
  const question = readPreviewQuestion(input);
  if (!question.ok) return { problems: question.problems };
  return previewOf(life, question.value);
}

function previewOf(life: Life, { update, argument, at }: PreviewQuestion): Preview {
  const request = readUpdate(update, argument);
  if (!request.ok) return { problems: request.problems };
  const copy = copyAt(life, Date.parse(at));
  const before = stateOf(copy);
  const refused = refusedWithoutTrace(copy, update, request.value);
  if (refused !== undefined) {
    const { type, why } = refused;
    const code = type === 'TooManyRefusals' ? 'too_many_refusals' : why.code;
    return { answer: refusedAnswer(copy, { ...why, code }), follows: consequences(copy, before) };
  }
  const answer = answerTo(copy, update, request);
  return { answer, follows: consequences(copy, before) };
}

interface State {
  stage: Life['stage'];
  clocks: Map<string, Clock>;
}

const stateOf = (life: Life): State => ({
  stage: life.stage,
  clocks: clocksOf(life),
});

function consequences(copy: Life, before: State): Consequences {
  const result = goOn(copy, before);
  const { stage, nextDeadline: next } = standing(copy);
  const money = moneyAhead(copy, before);
  return {
    stage,
    nextDeadline: next,
    clocks: clockChanges(before.clocks, clocksOf(copy)),
    mails: mailsAhead(copy),
    ...(money === undefined ? {} : { money }),
    ...(result === undefined ? {} : { result }),
  };
}

/** Goes on as the main flow does, as far as it does without an answer from outside. The result, if the purchase closes. */
function goOn(copy: Life, before: State): Consequences['result'] {
  if (copy.stage === before.stage) return undefined;
  if (copy.stage.name === 'returning_funds' && copy.stage.why === 'non_receipt') {
    const { claim } = copy.stage;
    if (refundUnlessSmsByEarlierCancel(copy, copy.stage) === 'refund')
      enterStage(copy, { name: 'returning_funds', why: 'approved', claim, clause: 'C1' });
  }
  if (copy.stage.name !== 'claim_window' || !windowIsOver(copy)) return undefined;
  const result = outcomeOfWindow(copy);
  enterStage(copy, { name: 'closed' });
  return result;
}

function moneyAhead({ stage, terms }: Life, before: State): MoneyAhead | undefined {
  if (stage === before.stage) return undefined;
  if (stage.name === 'replacing') return { kind: 'replacement' };
  if (stage.name !== 'returning_funds') return undefined;
  const amount = terms.price;
  switch (stage.why) {
    case 'approved':
      return { kind: 'refund', amount, clause: stage.clause };
    case 'non_receipt':
      return { kind: 'refund', amount, clause: 'C1', unlessSms: true };
    case 'no_sms':
      return { kind: 'refund', amount, clause: 'R2' };
    default:
      return stage satisfies never;
  }
}

/** Mails that were posted, and those that go out again to a corrected address. No other waits between two tasks. */
const mailsAhead = ({ outbox }: Life): Consequences['mails'] =>
  outbox.mails.filter(({ status }) => status === 'waiting').map(({ content }) => content.template);

interface Clock {
  kind: DeadlineKind;
  claimId?: string;
  at: Instant;
  paused: boolean;
}

/** The clocks of the policy that run or are paused. Those of a call that is tried again are not among them. */
function clocksOf(life: Life): Map<string, Clock> {
  const running = deadlinesOf(life).flatMap((deadline): [string, Clock][] => {
    const { kind, claimId, at, next } = deadline;
    if (kind === 'retry' || kind === 'poll') return [];
    const paused = kind === 'remediation' && isPaused(life, claimId);
    const open = kind === 'window' && life.stage.name !== 'closed' && nowOf(life) <= at;
    if (!next && !paused && !open) return [];
    return [[`${kind} ${claimId ?? ''}`, { kind, ...(claimId ? { claimId } : {}), at, paused }]];
  });
  return new Map(running);
}

function isPaused(life: Life, claimId: string | undefined): boolean {
  const claim = openClaim(life);
  const pause = claim?.pauses.at(-1);
  return claim?.claimId === claimId && pause !== undefined && pause.to === undefined;
}

function clockChanges(before: Map<string, Clock>, after: Map<string, Clock>): ClockChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    const change = changeOf(was, is);
    const clock = is ?? was;
    if (change === undefined || clock === undefined) return [];
    const { kind, claimId, at, paused } = clock;
    const ends = is !== undefined && !paused;
    return [{ kind, ...(claimId ? { claimId } : {}), change, ...(ends ? { at: iso(at) } : {}) }];
  });
}

function changeOf(was: Clock | undefined, is: Clock | undefined): ClockChange['change'] | undefined {
  if (is === undefined) return was && 'stops';
  if (was === undefined) return 'starts';
  if (was.paused !== is.paused) return is.paused ? 'pauses' : 'resumes';
  return was.at === is.at || is.paused ? undefined : 'moves';
}

/** Answer of the query `options`. */
export function optionsOf(life: Life, input: unknown): Options {
  const question = readOptionsQuestion(input);
  if (!question.ok) return { problems: question.problems };
  const copy = copyAt(life, Date.parse(question.value.at));
  const options = (['customer', 'support'] as const).flatMap((side) =>
    actionsOf(side).flatMap((update) =>
      update === 'submitClaim'
        ? filings(copy)
        : [option(copy, { side, update }, notTaken(copy, side, update))],
    ),
  );
  return { options };
}

const filings = (life: Life): Option[] =>
  CLAIM_TYPES.map((claimType) => {
    const refusal = notTaken(life, 'customer', 'submitClaim') ?? notFiled(life, claimType);
    return option(life, { side: 'customer', update: 'submitClaim', claimType }, refusal);
  });

function option(
  life: Life,
  asked: Pick<Option, 'side' | 'update' | 'claimType'>,
  refusal: Refusal | undefined,
): Option {
  if (refusal !== undefined) return { ...asked, taken: false, refusal: whyRefused(refusal) };
  const until = takenUntil(life, asked.update);
  return { ...asked, taken: true, ...(until === undefined ? {} : { until }) };
}

/** Deadlines that end a stage, and with it what can be asked for in it. */
const ENDS_THE_STAGE: ReadonlySet<DeadlineKind> = new Set([
  'evidence',
  'remediation',
  'access',
  'dispute',
  'choice',
]);

function takenUntil(life: Life, update: UpdateName): Timestamp | undefined {
  if (update === 'correctContact') return undefined;
  if (update === 'submitClaim') return iso(life.window.endsAt);
  const next = nextDeadline(life);
  const ends = next !== undefined && next.provisional !== true && ENDS_THE_STAGE.has(next.kind);
  return ends ? iso(next.at) : undefined;
}
