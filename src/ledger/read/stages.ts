import type { Stage } from '../../contract/status.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

export type OpenStage = Exclude<Stage, 'closed'>;

const NOBODY: Readonly<Record<OpenStage, 0>> = {
  awaiting_sms: 0,
  returning_funds: 0,
  claim_window: 0,
  needs_evidence: 0,
  in_review: 0,
  in_remediation: 0,
  access_requested: 0,
  remedied: 0,
  awaiting_choice: 0,
  replacing: 0,
};

// Sound: the keys of a literal.
export const OPEN_STAGES = Object.keys(NOBODY) as OpenStage[];

/** The number of open purchases in each stage, counted exactly. Throws `LedgerUnavailable`. */
export async function countStages(ledger: Ledger): Promise<Record<OpenStage, number>> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select((builder) => ['stage', builder.fn.countAll<number>().as('purchases')])
      .where('closed_at', 'is', null)
      .groupBy('stage')
      .execute(),
  );
  return { ...NOBODY, ...Object.fromEntries(rows.map(({ stage, purchases }) => [stage, purchases])) };
}

/** In which currencies the open purchases were paid for. Throws `LedgerUnavailable`. */
export async function currenciesOfOpen(ledger: Ledger): Promise<string[]> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select('price_currency')
      .distinct()
      .where('closed_at', 'is', null)
      .execute(),
  );
  return rows.map(({ price_currency }) => price_currency);
}
