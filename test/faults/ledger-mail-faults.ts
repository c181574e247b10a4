import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import type { Evidence } from './records-agree.ts';

/** Every mail that came is on record by its Message-ID, none that did not, and repeats have their reason. */
export function ledgerMailFaults(evidence: Evidence): string[] {
  const { ledger, mails, lives } = evidence;
  const copies = new Map<string, InboxMessage[]>();
  for (const mail of mails) copies.set(mail.messageId, [...(copies.get(mail.messageId) ?? []), mail]);
  const closed = new Set(lives.filter(({ state }) => state === 'closed').map(({ purchaseId }) => purchaseId));
  const faults: string[] = [];
  const rows = new Map(ledger.mails.map((row) => [row.message_id.replace(/^<|>$/g, ''), row]));
  for (const [messageId, { status, purchase_id }] of rows) {
    if (status === 'accepted' && !copies.has(messageId))
      faults.push(`${messageId}: accepted in the ledger, and it never came`);
    if (status === 'sending' && closed.has(purchase_id))
      faults.push(`${messageId}: still being sent in the ledger, and its purchase is closed`);
  }
  for (const [messageId, all] of copies) {
    const row = rows.get(messageId);
    if (row === undefined) {
      faults.push(`${messageId}: came, and is not in the ledger`);
      continue;
    }
    // One that came without an answer is tried again, and that try may be refused.
    if (row.status === 'rejected' && !evidence.lostAnswers.has(messageId))
      faults.push(`${messageId}: came, and is rejected in the ledger`);
    if (all.length > row.attempts)
      faults.push(`${messageId}: came ${all.length} times in ${row.attempts} tries`);
    const reasons = reasonsToRepeat(evidence, messageId, all);
    if (all.length > 1 + reasons)
      faults.push(`${messageId}: came ${all.length} times, and a repeat had ${reasons} reasons`);
  }
  return faults;
}

/** What a worker has sent before it died arrives up to so much later, on a busy machine. */
const IN_FLIGHT_MS = 5_000;

/** Answers that never got back to a worker, and workers that died between the sending of one copy and the next. */
function reasonsToRepeat(
  { lostAnswers, deaths }: Evidence,
  messageId: string,
  copies: readonly InboxMessage[],
): number {
  const instants = copies.map(({ receivedAt }) => receivedAt).toSorted((a, b) => a - b);
  const died = instants.filter((at, n) => {
    const next = instants[n + 1];
    return next !== undefined && deaths.some((death) => death >= at - IN_FLIGHT_MS && death <= next);
  });
  return (lostAnswers.get(messageId) ?? 0) + died.length;
}
