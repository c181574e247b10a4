import type { Answer, Problem, WhyRefused } from './answers.ts';
import type { ClauseId } from './clause-id.ts';
import type { MailTemplate } from './mail.ts';
import type { PurchaseResult } from './purchase-result.ts';
import type { ClaimId, Money, Timestamp } from './scalars.ts';
import type { DeadlineKind, NextDeadline, Stage } from './status.ts';
import type { ClaimType, UpdateName } from './updates.ts';

/** Argument of the query `preview`. */
export interface PreviewQuestion {
  update: UpdateName;
  /** As the update would get it. */
  argument: unknown;
  /** The sender's clock. A purchase knows only the instant at which something last happened to it. */
  at: Timestamp;
}

/** What happens to a clock of the purchase. */
export interface ClockChange {
  kind: DeadlineKind;
  claimId?: ClaimId;
  /** `moves`: it ran and runs on, to another end. */
  change: 'starts' | 'moves' | 'pauses' | 'resumes' | 'stops';
  /** When it ends, if it runs. */
  at?: Timestamp;
}

/** What becomes of the money. */
export type MoneyAhead =
  /** The order service is asked for the refund. `unlessSms`: unless its answer to the cancel brings an SMS to light (C1). */
  | { kind: 'refund'; amount: Money; clause: ClauseId; unlessSms?: true }
  /** The order service is asked for a replacement (C3a). */
  | { kind: 'replacement' };

/** What follows from a request, up to the next answer of somebody else. */
export interface Consequences {
  stage: Stage;
  nextDeadline: NextDeadline | null;
  clocks: ClockChange[];
  /** Mails that go out at once, in this order. */
  mails: MailTemplate[];
  money?: MoneyAhead;
  /** If the purchase closes. */
  result?: Pick<PurchaseResult, 'outcome' | 'clause'>;
}

/**
 * Answer of the query `preview`: what the update would be answered at that instant, and what would follow. `problems`: the
 * argument is malformed.
 */
export type Preview = { answer: Answer; follows: Consequences } | { problems: Problem[] };

/** Argument of the query `options`. */
export interface OptionsQuestion {
  /** The sender's clock. */
  at: Timestamp;
}

/** Answer of the query `options`: all that each side could ask for at that instant. */
export type Options = { options: Option[] } | { problems: Problem[] };

/** One thing that a side could ask for. */
export interface Option {
  side: 'customer' | 'support';
  update: UpdateName;
  /** For `submitClaim`: the type of the claim. */
  claimType?: ClaimType;
  /** Whether it would be taken now, with well-chosen words. */
  taken: boolean;
  /** Until when it is taken, if an instant ends that. Inclusive. */
  until?: Timestamp;
  /** Why not. With what would change it. */
  refusal?: WhyRefused;
}
