import { ApplicationFailure, TemporalFailure, type ActivityFailure } from '@temporalio/workflow';
import type { MailFaultCodes } from '../src/contract/mail.ts';

/** What the mail server answered, in codes: `550 5.1.1`, or `554 5.7.1 to RCPT TO`. Empty: nothing. */
export const answerWords = ({ responseCode, enhancedCode, command }: Partial<MailFaultCodes>): string =>
  typeof responseCode === 'number'
    ? [responseCode, enhancedCode, command && `to ${command}`].filter(Boolean).join(' ')
    : '';

/** Why the last try of a mail failed, in codes. */
export function failureWords(failure: ActivityFailure): string {
  const last = lastTry(failure.cause);
  if (last === undefined) return 'no answer';
  if (last.type !== 'MailUnavailable') return last.type ?? 'no answer';
  // Sound: the activity throws these details; earlier versions of it knew fewer.
  const codes = (last.details?.[0] ?? {}) as Partial<MailFaultCodes>;
  return answerWords(codes) || `no answer${codes.code ? ` (${codes.code})` : ''}`;
}

/** A try that ran out of time is told as a time-out whose cause is what the try before it threw. */
function lastTry(cause: Error | undefined): ApplicationFailure | undefined {
  if (cause instanceof ApplicationFailure) return cause;
  return cause instanceof TemporalFailure ? lastTry(cause.cause) : undefined;
}
