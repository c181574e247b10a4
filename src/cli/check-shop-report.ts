import type { Moves } from '../orders/check/moves.ts';
import type { ShopReport } from '../orders/check/report.ts';
import { moneyWords } from '../wording/money.ts';

/** Before anything is asked: what the run does. */
export function movesLine(url: string, moves: Moves | undefined): string {
  if (moves === undefined) return `Looks things up at ${url}. Moves no money and changes nothing.`;
  const { cancels, refunds, sums, replacements } = moves;
  const sum = sums.length === 0 ? '' : ` (${sums.map(moneyWords).join(', ')} in all)`;
  return (
    `MOVES MONEY at ${url}: cancels up to ${count(cancels, 'activation')}, pays back up to ` +
    `${count(refunds, 'purchase')}${sum}, has up to ${count(replacements, 'purchase')} replaced.`
  );
}

/** The report for a person. Findings stand under what was done. */
export function checkShopLines({ calls, findings, unchecked }: ShopReport): string[] {
  const lines: string[] = [];
  let play: string | undefined;
  for (const finding of findings) {
    if (finding.play !== play) lines.push(`wrong: ${finding.play}`);
    play = finding.play;
    const { call, field, came, right, document } = finding;
    lines.push(`  ${call}, ${field}: came ${came}, right is ${right}`, `    ${document}`);
  }
  for (const { what, why } of unchecked) lines.push(`not checked: ${what} (${why})`);
  const sum = `${count(calls, 'call')}: ${findings.length} wrong, ${unchecked.length} not checked.`;
  return [...lines, sum];
}

export function exitCodeOf({ findings, unchecked }: ShopReport): 0 | 1 | 2 {
  if (findings.length > 0) return 1;
  return unchecked.length > 0 ? 2 : 0;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
