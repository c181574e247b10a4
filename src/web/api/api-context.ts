import { callerAddress } from '../../listening/caller-address.ts';
import { pictureReader } from './read-picture.ts';
import type { ApiParts, ApiContext } from './parts.ts';
import { onceOnly } from './idempotency.ts';
import { refuse } from './problems.ts';
import { rates, type Rate, type Rates } from './rates.ts';
import { readBefore } from './read-before.ts';
import { purchaseScope } from './scope.ts';

/** What handlers work with. API and pages of one process share it, so that they share its limits too. */
export function contextOf(
  parts: ApiParts,
  { perPurchase, eventsPerPurchase }: { perPurchase: Rate; eventsPerPurchase: Rate },
): ApiContext {
  const { ledger, temporal, now, trustedProxies = [], evidenceKeeping } = parts;
  const [acts, events] = [rates(perPurchase), rates(eventsPerPurchase)];
  const limit = (of: Rates, what: string): (() => void) => {
    const pause = of.take(what, now().getTime());
    if (pause === undefined) return () => of.giveBack(what);
    throw refuse(429, 'too_many_for_purchase', 'Too many requests for one purchase.', {
      headers: { 'retry-after': String(pause) },
    });
  };
  return {
    ...parts,
    ...(evidenceKeeping && {
      evidence: {
        uploads: evidenceKeeping.uploads,
        reader: pictureReader(evidenceKeeping.uploads.store),
      },
    }),
    once: onceOnly(ledger, now),
    scope: purchaseScope(ledger, temporal),
    readBefore: readBefore(),
    callerAddress: ({ incoming }) => callerAddress(incoming, trustedProxies),
    limitWrites: (what) => limit(acts, what),
    limitEvents: (what) => limit(events, what),
  };
}
