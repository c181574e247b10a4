import type { RefusalCode, WhatHelps } from '../contract/answers.ts';
import type { ClauseId } from '../contract/clause-id.ts';
import type { Instant } from '../contract/scalars.ts';

/** Why a request is refused. `message` says what would be accepted. */
export interface Refusal {
  code: RefusalCode;
  clause: ClauseId | null;
  message: string;
  retryAt?: Instant;
  deadline?: Instant;
  helps?: Helps;
}

/** What would change the answer, as in the contract. */
export interface Helps extends Omit<WhatHelps, 'changesAt'> {
  changesAt?: Instant;
}

export function refusal(
  code: RefusalCode,
  clause: ClauseId | null,
  message: string,
  more: Pick<Refusal, 'retryAt' | 'deadline' | 'helps'> = {},
): Refusal {
  return { code, clause, message, ...more };
}
