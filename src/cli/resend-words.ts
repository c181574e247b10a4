import type { UndeliveredMail } from '../ledger/read/undelivered-mails.ts';
import type { Resent } from '../operations/resend-mail.ts';
import type { Resending, ResendProgress } from '../operations/resend-undelivered.ts';
import { requestVerdict } from './show.ts';

/** `12 mails of 7 purchases (5 funds_returned, 4 claim_received, 3 remedied)`. */
export function undeliveredWords(mails: readonly UndeliveredMail[]): string {
  const count = new Map<string, number>();
  for (const { template } of mails) count.set(template, (count.get(template) ?? 0) + 1);
  const most = [...count].toSorted(([, one], [, other]) => other - one);
  const counts = most.map(([template, n]) => `${n} ${template}`);
  const purchases = new Set(mails.map(({ purchaseId }) => purchaseId)).size;
  return `${mails.length} mail${mails.length === 1 ? '' : 's'} of ${purchases} purchase${purchases === 1 ? '' : 's'} (${counts.join(', ')})`;
}

/** `3/12 p-1042 funds_returned sent`. */
export function progressWords(step: ResendProgress): string {
  const { at, of, mail } = step;
  return `${at}/${of} ${mail.purchaseId} ${outcomeWords(step)}`;
}

/** What is printed at the end. `undefined`: nothing, because each mail has its own line. */
export const endWords = (resending: Resending): string | undefined =>
  resending === 'stopped'
    ? 'Stopped: the mail server takes none of them. Mend that, and give the command again.'
    : undefined;

function outcomeWords(step: ResendProgress): string {
  switch (step.sentBy) {
    case 'us':
      return `${step.mail.template} ${resentWords(step.resent)}`;
    case 'purchase':
      return step.answer.accepted ? 'sends again what it has given up' : requestVerdict(step.answer).line;
    default:
      return step satisfies never;
  }
}

function resentWords(resent: Resent): string {
  switch (resent.result) {
    case 'accepted':
      return 'sent';
    case 'rejected':
      return `refused for this address: ${[resent.responseCode, resent.enhancedCode].filter(Boolean).join(' ')}`;
    case 'unavailable':
      return `not taken now: ${resent.message}`;
    case 'passed_over':
      return PASSED_OVER[resent.why];
    default:
      return resent satisfies never;
  }
}

const PASSED_OVER = {
  delivered_meanwhile: 'has got out meanwhile',
  purchase_open: 'is sent by the purchase itself, which is open',
  under_way: 'is being sent already, or was begun less than two minutes ago',
} as const;
