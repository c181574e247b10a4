import type { By, DecideClaim, UpdateName } from '../contract/updates.ts';
import type { Stage } from '../contract/status.ts';

export type Side = 'customer' | 'support';

/** The order service may do what the customer may, on the customer's behalf. */
export const sideOf = (by: Pick<By, 'kind'>): Side => (by.kind === 'support' ? 'support' : 'customer');

const CONTACT = ['correctContact'] as const satisfies UpdateName[];

/** Who may do what, when. What a stage does not list is answered `not_now`. */
const ACTIONS = {
  awaiting_sms: { customer: [], support: CONTACT },
  returning_funds: { customer: ['submitClaim'], support: ['settleByHand', ...CONTACT] },
  claim_window: { customer: ['submitClaim'], support: CONTACT },
  needs_evidence: { customer: ['addEvidence', 'withdrawClaim'], support: ['decideClaim', ...CONTACT] },
  in_review: { customer: ['addEvidence', 'withdrawClaim'], support: ['decideClaim', ...CONTACT] },
  in_remediation: {
    customer: ['addEvidence', 'withdrawClaim'],
    support: ['requestAccess', 'reportRemediation', 'decideClaim', ...CONTACT],
  },
  access_requested: {
    customer: ['answerAccess', 'addEvidence', 'withdrawClaim'],
    support: ['reportRemediation', 'decideClaim', ...CONTACT],
  },
  remedied: { customer: ['disputeRemediation'], support: CONTACT },
  awaiting_choice: { customer: ['chooseRemedy'], support: CONTACT },
  replacing: { customer: [], support: ['settleByHand', ...CONTACT] },
  closed: { customer: [], support: [] },
} as const satisfies Record<Stage, Record<Side, readonly UpdateName[]>>;

/** The stages that list an update, of whichever side. */
export type StageTaking<N extends UpdateName> = {
  [S in Stage]: N extends (typeof ACTIONS)[S][Side][number] ? S : never;
}[Stage];

/** The updates that any stage lists for a side. */
export const actionsOf = (side: Side): UpdateName[] => [
  ...new Set(Object.values(ACTIONS).flatMap((actions): readonly UpdateName[] => actions[side])),
];

export const actionsIn = (stage: Stage, side: Side): readonly UpdateName[] => ACTIONS[stage][side];

type Decision = DecideClaim['decision'];

const DECISIONS: Readonly<Partial<Record<Stage, readonly Decision[]>>> = {
  needs_evidence: ['reject', 'reclassify'],
  in_review: ['approve', 'reject', 'reclassify', 'request_evidence'],
  in_remediation: ['reject', 'reclassify'],
  access_requested: ['reject'],
};

/** The decisions that support may take on an open claim in this stage. */
export const decisionsIn = (stage: Stage): readonly Decision[] => DECISIONS[stage] ?? [];
