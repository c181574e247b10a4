import type { Attention, Stage } from '../../contract/status.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { oneOf, optional, objectOf } from '../../contract/validation/fields.ts';
import { claimType } from '../../contract/validation/requester.ts';
import { limit } from './page.ts';
import { after, type Place } from './queue-place.ts';
import { OPEN_STAGES } from './stages.ts';
import { WAITS_FOR, type WaitsFor } from './waits-for.ts';

export const QUEUED_STAGES = [...OPEN_STAGES, 'closed'] as const;
const ATTENTION_AT: Readonly<Record<Attention['step'] | 'any', true>> = {
  any: true,
  cancel: true,
  refund: true,
  replacement: true,
  review: true,
  notice: true,
  purchase: true,
};

// Sound: the keys of a literal.
export const ATTENTION = Object.keys(ATTENTION_AT) as (keyof typeof ATTENTION_AT)[];

export interface QueueQuery {
  after?: Place;
  /** 1 to 200, default 50. */
  limit?: number;
  stage?: Stage;
  /** The type of the open claim. */
  claimType?: ClaimType;
  /** `any`: only what needs attention; a step: only what needs it there. */
  attention?: Attention['step'] | 'any';
  /** Whose turn it is. */
  waitsFor?: WaitsFor;
}

export const queueQuery = objectOf<QueueQuery>({
  after: optional(after),
  limit: optional(limit),
  stage: optional(oneOf<Stage>(...QUEUED_STAGES)),
  claimType: optional(claimType),
  attention: optional(oneOf<Attention['step'] | 'any'>(...ATTENTION)),
  waitsFor: optional(oneOf<WaitsFor>(...WAITS_FOR)),
});
