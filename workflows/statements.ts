import type { Statement } from '../src/contract/status.ts';
import { keptOf } from '../src/policy/statements.ts';
import type { Claim } from './claim.ts';
import { iso, type Life } from './life.ts';

interface Said extends Pick<Statement, 'by' | 'kind'> {
  text: string | undefined;
  visibility?: Statement['visibility'];
}

/** Keeps what a side said about a claim or, without one, about the purchase. Blanks are no words. */
export function keepStatement(
  life: Life,
  claim: Claim | undefined,
  { by, kind, text = '', visibility = 'public' }: Said,
): void {
  const kept = keptOf(text, life.charactersKept);
  if (kept === '') return;
  life.charactersKept += kept.length;
  const { statements } = claim ?? life;
  statements.push({ at: iso(Date.now()), by, kind, text: kept, visibility });
}
