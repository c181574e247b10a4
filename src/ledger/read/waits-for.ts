import type { Attention, Stage } from '../../contract/status.ts';

/** Who has to do something next. `order_service`: a call to it is under way, or tried again by itself. */
export type WaitsFor = 'support' | 'customer' | 'order_service';

export const WAITS_FOR = ['support', 'customer', 'order_service'] as const satisfies WaitsFor[];

const TURN: Readonly<Record<Stage, WaitsFor>> = {
  // In these three only an attention brings a purchase before support.
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

/** What needs attention is for support, whoever else is waited for. */
export const waitsFor = (stage: Stage, needsAttention: readonly Attention[]): WaitsFor =>
  needsAttention.length > 0 ? 'support' : TURN[stage];

/** The stages in which somebody's turn it is while nothing needs attention. */
export const stagesOf = (whom: WaitsFor): Stage[] =>
  // Sound: the keys of a record by stage.
  (Object.keys(TURN) as Stage[]).filter((stage) => TURN[stage] === whom);
