import type { Lived } from './records-agree.ts';

/** Entries of the timeline that decide something. */
const DECISIONS: ReadonlySet<string> = new Set([
  'automatic_return',
  'refund_confirmed',
  'refund_returned_otherwise',
  'claim_parked',
  'claim_approved',
  'claim_rejected',
  'claim_forfeited',
  'claim_remedied',
  'claim_moot',
  'access_requested',
  'access_granted',
  'access_refused',
  'remediation_started',
  'not_remedied',
  'choice_offered',
  'choice_defaulted',
  'remedy_chosen',
  'replacement_sent',
  'replacement_issued',
  'replacement_out_of_stock',
  'purchase_closed',
]);

/** Every decision names its clause; what was decided and what is returned agree. */
export function clauseFaults({ purchaseId, status, result }: Lived): string[] {
  if (status === undefined) return [];
  const faults = status.timeline
    .filter(({ event, clause }) => DECISIONS.has(event) && clause === undefined)
    .map(({ event }) => `${purchaseId}: ${event} names no clause`);
  for (const { claimId, status: end, clause } of status.claims) {
    // Who withdraws a claim decides nothing.
    const decided = end !== 'open' && end !== 'withdrawn';
    if (decided && clause === undefined) faults.push(`${purchaseId}: ${claimId} is ${end} by no clause`);
  }
  const closed = status.timeline.filter(({ event }) => event === 'purchase_closed');
  if (closed.length !== (status.stage === 'closed' ? 1 : 0))
    faults.push(`${purchaseId}: closed ${closed.length} times in its timeline`);
  if (result !== undefined && closed[0]?.clause !== result.clause)
    faults.push(`${purchaseId}: closed by ${closed[0]?.clause}, but the result says ${result.clause}`);
  return faults;
}
