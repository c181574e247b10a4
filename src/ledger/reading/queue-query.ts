import type { Attention, Stage } from '../../contract/status.ts';
import type { ClaimType } from '../../contract/updates.ts';
import { oneOf, optional, record } from '../../contract/validation/fields.ts';
import { claimType } from '../../contract/validation/requester.ts';
import { limit } from './page.ts';
import { after, type Place } from './queue-place.ts';
import { OPEN_STAGES } from './stages.ts';

export interface QueueQuery {
  after?: Place;
  /** 1 to 200, default 50. */
  limit?: number;
  stage?: Stage;
  /** Of the open claim. */
  claimType?: ClaimType;
  /** `any`: only what needs attention; a step: only what needs it there. */
  attention?: Attention['step'] | 'any';
}

export const queueQuery = record<QueueQuery>({
  after: optional(after),
  limit: optional(limit),
  stage: optional(oneOf<Stage>(...OPEN_STAGES, 'closed')),
  claimType: optional(claimType),
  attention: optional(
    oneOf<Attention['step'] | 'any'>('any', 'cancel', 'refund', 'replacement', 'review', 'notice'),
  ),
});
