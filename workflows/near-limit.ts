import { patched, workflowInfo } from '@temporalio/workflow';
import { nearLimits } from '../src/policy/limits.ts';
import { needAttention, type Life } from './life.ts';

/**
 * Puts a purchase before support while a person can still act: beyond a limit of the server no request or event gets in,
 * or the server ends it. Told once for each limit. Asked after each message, the only thing that can pile up.
 */
export function watchLimits(life: Life): void {
  const { historyLength, historySize } = workflowInfo();
  const { signals, requests } = life;
  const used = { events: historyLength, bytes: historySize, signals, requests };
  const near = nearLimits(life.terms.version, used);
  // Nothing was told in purchases that came this far before, and the ledger was not written to.
  if (near.every(({ of }) => life.nearLimits.has(of)) || !patched('near-limit')) return;
  for (const { of } of near) life.nearLimits.add(of);
  needAttention(life, 'purchase', 'near_limit', { detail: near.map(({ detail }) => detail).join('; ') });
}
