import { HOUR_MS } from './duration.ts';
import { refusal, type Refusal } from './verdict.ts';
import type { PolicyVersion } from './versions.ts';

/** C3b. Support may ask twice in one claim; the second time only while enough of the five days is left. */
export function mayRequestAccess(
  version: PolicyVersion,
  requestsSoFar: number,
  remediationLeftMs: number,
): Refusal | undefined {
  if (requestsSoFar >= version.accessRequests) {
    return refusal(
      'too_many_requests',
      'C3b',
      `Access was asked for ${version.accessRequests} times in this claim: go on with what you have, or report that it cannot be done.`,
    );
  }
  if (requestsSoFar > 0 && remediationLeftMs <= version.secondAccessNeedsMs) {
    return refusal(
      'not_allowed',
      'C3b',
      `A second request needs more than ${version.secondAccessNeedsMs / HOUR_MS} hours of the remediation time: go on with what you have, or report that it cannot be done.`,
    );
  }
  return undefined;
}
