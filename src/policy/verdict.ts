import type { RefusalCode } from '../contract/answers.ts';
import type { ClauseId } from '../contract/clause-id.ts';
import type { Instant } from '../contract/scalars.ts';

/** Why a request is refused. `message` says what would be accepted. */
export interface Refusal {
  code: RefusalCode;
  clause: ClauseId | null;
  message: string;
  retryAt?: Instant;
  deadline?: Instant;
}

export function refusal(
  code: RefusalCode,
  clause: ClauseId | null,
  message: string,
  times: { retryAt?: Instant; deadline?: Instant } = {},
): Refusal {
  return { code, clause, message, ...times };
}
