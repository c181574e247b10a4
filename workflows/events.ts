// What the order service and support's systems report: the handlers of all signals.
import { CancellationScope, defineSignal, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { SignalName, Signals } from '../src/contract/signals.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import { readSignal } from '../src/contract/validation/signals.ts';
import { afterWaitingForSms } from '../src/policy/automatic-return.ts';
import { openClaim } from './claims.ts';
import { runInBackground } from './waiting.ts';
import { countSignal, firstSeen, ignore, watchLimits } from './inbox.ts';
import { iso, note } from './journal.ts';
import type { Life } from './life.ts';
import { remediationReported } from './major-defect.ts';
import { report } from './order.ts';
import { listed } from './rules.ts';
import { enterStage, stepOf } from './stage.ts';
import { askEarly } from './step.ts';
import { nowOf } from './runtime.ts';

/** Registers the handlers of all signals. They never throw, so no message can break a purchase. */
export function takeEvents(life: Life): void {
  on(life, 'smsReceived', ({ occurredAt }) => fact(life, 'smsAt', 'sms_received', occurredAt));
  on(life, 'activationCompleted', ({ occurredAt }) =>
    fact(life, 'completedAt', 'activation_completed', occurredAt),
  );
  on(life, 'activationCancelled', ({ occurredAt }) =>
    fact(life, 'cancelledAt', 'activation_cancelled', occurredAt),
  );
  on(life, 'refundUpdated', ({ occurredAt }) => refundUpdated(life, occurredAt));
  on(life, 'remediationDone', ({ summary, agent, claimId }) => {
    const { stage } = life;
    const other = claimId !== undefined && openClaim(life)?.claimId !== claimId;
    // Earlier code did not look at this field.
    if (other && life.runtime.patched('written-for-another')) return 'other_claim';
    if (!listed(stage, 'support', 'reportRemediation')) return 'not_now';
    remediationReported(life, stage, 'done', summary, agent);
    return undefined;
  });
  setDefaultSignalHandler((name) => counted(life, () => ignore(life, name, 'unknown')));
  const cancelNoted = CancellationScope.current().cancelRequested.catch(() =>
    note(life, 'cancel_requested', { visibility: 'internal' }),
  );
  runInBackground(life, cancelNoted);
}

/** An event without `occurredAt` gets the instant at which it was received. */
type Taken<E> = E & { occurredAt: string };

/** `take` returns why an event changes nothing, or `undefined` if it does. */
function on<N extends SignalName>(
  life: Life,
  name: N,
  take: (event: Taken<Signals[N]>) => string | undefined,
): void {
  const handle = (input: unknown): void => {
    const event = readSignal(name, input);
    if (!event.ok) return ignore(life, name, 'malformed');
    const { eventId, occurredAt } = event.value;
    // Earlier code ignored such an event, and a replay of its histories has to.
    if (occurredAt === undefined && !life.runtime.patched('events-without-instant'))
      return ignore(life, name, 'malformed');
    if (!firstSeen(life, `${name}:${eventId}`)) return ignore(life, name, 'repeated');
    const why = take({ ...event.value, occurredAt: occurredAt ?? iso(nowOf(life)) });
    if (why !== undefined) return ignore(life, name, why);
    if (event.leftOut) {
      const data = { signal: name, fields: fieldsOf(event.leftOut).join(', ') };
      note(life, 'fields_left_out', { visibility: 'internal', data });
    }
  };
  setHandler(defineSignal<[unknown]>(name), (input) => counted(life, () => handle(input)));
}

/** Counts every signal, ignored ones too: the server limits how many one purchase can get. */
function counted(life: Life, handle: () => void): void {
  countSignal(life);
  handle();
  watchLimits(life);
}

/** Until the money call the order of facts does not matter; after it they change nothing. */
function fact(
  life: Life,
  key: 'smsAt' | 'completedAt' | 'cancelledAt',
  event: string,
  occurredAt: string,
): string | undefined {
  if (life.facts[key] !== undefined) return 'known';
  if (life.money.refund !== undefined || life.stage.name === 'closed') return 'late';
  report(life, key, Date.parse(occurredAt));
  note(life, event, { actor: 'service', data: { occurredAt } });
  // A claim in the same task must find the window open.
  if (life.stage.name === 'awaiting_sms' && afterWaitingForSms(life.facts) === 'window_opens') {
    enterStage(life, { name: 'claim_window' });
  }
  return undefined;
}

/** Has the order service asked about the refund ahead of schedule, or again after a call under way. Decides nothing. */
function refundUpdated(life: Life, occurredAt: string): string | undefined {
  const step = stepOf(life.stage);
  if (step?.name !== 'refund') return life.money.refund === undefined ? 'not_now' : 'late';
  // Earlier code ignored this signal, and a replay of its histories has to.
  if (!life.runtime.patched('refund-updated')) return 'unknown';
  if (!askEarly(life, step)) return 'known';
  note(life, 'refund_updated', { actor: 'service', data: { occurredAt } });
  return undefined;
}
