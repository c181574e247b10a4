import type { Attention, Stage } from '../../contract/status.ts';

/** Who has to act next. `order_service`: a call to it is under way, or will be tried again. */
export type WaitsFor = 'support' | 'customer' | 'order_service';

export const WAITS_FOR = ['support', 'customer', 'order_service'] as const satisfies WaitsFor[];

const TURN: Readonly<Record<Stage, WaitsFor>> = {
  // In these three a purchase is in the queue only if it needs attention.
  awaiting_sms: 'support',
  claim_window: 'support',
  closed: 'support',
  in_review: 'support',
  in_remediation: 'support',
  needs_evidence: 'customer',
  access_requested: 'customer',
  remedied: 'customer',
  awaiting_choice: 'customer',
  returning_funds: 'order_service',
  replacing: 'order_service',
};

/** What needs attention is support's turn, whoever else is waited for. */
export const waitsFor = (stage: Stage, needsAttention: readonly Attention[]): WaitsFor =>
  needsAttention.length > 0 ? 'support' : TURN[stage];

/** The stages in which somebody's turn it is while nothing needs attention. */
export const stagesOf = (side: WaitsFor): Stage[] =>
  // Sound: the keys of a record by stage.
  (Object.keys(TURN) as Stage[]).filter((stage) => TURN[stage] === side);
