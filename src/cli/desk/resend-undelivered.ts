import type { PurchaseId } from '../../contract/scalars.ts';
import type { UndeliveredMail } from '../../ledger/read/undelivered-mails.ts';
import type { Resent } from './desk.ts';

export interface ResendParts {
  /** Sends one mail of a closed purchase again. */
  resend: (messageId: string) => Promise<Resent>;
  /** Has an open purchase send what it has given up. Answers what came of it in a few words; `ok`: it does. */
  ask: (purchaseId: PurchaseId) => Promise<{ ok: boolean; words: string }>;
  pause: (ms: number) => Promise<void>;
  tell: (line: string) => void;
}

/** So many mails that the server does not take now, one after the other, are no matter of theirs. */
const GIVES_UP_AFTER = 5;

/**
 * Sends mails that were given up again, one after the other, at most `perMinute` of them in a minute. It can be
 * interrupted at any time and begun again: what is out by then is passed over. `false`: not all of them got out.
 */
export async function resendUndelivered(
  mails: readonly UndeliveredMail[],
  { perMinute }: { perMinute: number },
  { resend, ask, pause, tell }: ResendParts,
): Promise<boolean> {
  const work = [
    ...new Map(mails.map((mail) => [mail.open ? mail.purchaseId : mail.messageId, mail])).values(),
  ];
  let inVain = 0;
  let notOut = 0;
  for (const [at, mail] of work.entries()) {
    if (at > 0) await pause(60_000 / perMinute);
    const { purchaseId, template, messageId, open } = mail;
    const say = (words: string): void => tell(`${at + 1}/${work.length} ${purchaseId} ${words}`);
    if (open) {
      const { ok, words } = await ask(purchaseId);
      if (!ok) notOut += 1;
      say(words);
      continue;
    }
    const resent = await resend(messageId);
    inVain = resent.result === 'unavailable' ? inVain + 1 : 0;
    if (resent.result === 'unavailable' || resent.result === 'rejected') notOut += 1;
    say(`${template} ${resentWords(resent)}`);
    if (inVain >= GIVES_UP_AFTER) {
      tell('Stopped: the mail server takes none of them. Mend that, and give the command again.');
      return false;
    }
  }
  return notOut === 0;
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

/** `12 mails of 7 purchases (5 funds_returned, 4 claim_received, 3 remedied)`. */
export function undeliveredWords(mails: readonly UndeliveredMail[]): string {
  const count = new Map<string, number>();
  for (const { template } of mails) count.set(template, (count.get(template) ?? 0) + 1);
  const most = [...count].toSorted(([, one], [, other]) => other - one);
  const counts = most.map(([template, n]) => `${n} ${template}`);
  const purchases = new Set(mails.map(({ purchaseId }) => purchaseId)).size;
  return `${mails.length} mail${mails.length === 1 ? '' : 's'} of ${purchases} purchase${purchases === 1 ? '' : 's'} (${counts.join(', ')})`;
}
