import type { Money } from '../../contract/scalars.ts';
import { kindOf, withManners, type TestPurchase } from './test-purchases.ts';

/** What a run that moves money does. */
export interface Moves {
  cancels: number;
  refunds: number;
  /** What is paid back, by currency. */
  sums: Money[];
  replacements: number;
}

/** What the purchases of the file will go through. */
export function movesOf(purchases: readonly TestPurchase[]): Moves {
  const sums = new Map<string, number>();
  let refunds = 0;
  let replacements = 0;
  for (const { purchase, manner } of withManners(purchases)) {
    const { remedy } = kindOf(purchase.is);
    if (remedy.call === 'replacement') replacements += 1;
    const byReplacement = remedy.call === 'replacement' && remedy.result === 'issued' && manner === 'alone';
    if (remedy.call !== 'refund' && !byReplacement) continue;
    refunds += 1;
    const { amount, currency } = purchase.price;
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return {
    cancels: purchases.length,
    refunds,
    sums: [...sums].map(([currency, amount]) => ({ amount, currency })),
    replacements,
  };
}
