import type { CaseFacts } from '../ledger/tables.ts';
import { factWords } from '../wording/facts.ts';
import type { Done, Finding, Report } from '../operations/reconcile/report.ts';

/** A report for a person: one line for each difference, and a summary. */
export function reportLines(report: Report): string[] {
  const { since, purchases, asked, payments, findings, noLongerFound, notChecked } = report;
  const left = findings.filter(({ done }) => done.what === 'case' && done.state !== 'settled').length;
  return [
    ...table(['purchase', 'found', 'ledger', 'other side', 'done'], findings.map(findingCells)),
    ...table(
      ['purchase', 'no longer found', 'open since', 'case, to be settled'],
      noLongerFound.map(({ purchaseId, kind, openedAt, caseId }) => [purchaseId, kind, openedAt, caseId]),
    ),
    ...table(
      ['purchase', 'not checked', 'why'],
      notChecked.map(({ purchaseId, part, why }) => [purchaseId, part, why]),
    ),
    `${purchases} purchases open or closed since ${since}, ${asked} of them asked, ${payments} payments: ` +
      `${findings.length} found, ${left} left to a person, ${notChecked.length} not checked.`,
  ];
}

function findingCells({ purchaseId, kind, found, done }: Finding): string[] {
  const other = found.workflow === undefined ? found.orderService : found.workflow;
  return [purchaseId, kind, foundWords(found.ledger), foundWords(other ?? null), doneWords(done)];
}

const foundWords = (facts: CaseFacts | null): string =>
  facts === null
    ? 'nothing'
    : factWords(
        Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== false)),
      );

function doneWords(done: Done): string {
  switch (done.what) {
    case 're_projected':
      return 'written from the workflow';
    case 'case':
      return [`${done.caseId} ${done.state}`, ...(done.mail === undefined ? [] : [`mail ${done.mail}`])].join(
        ', ',
      );
    default:
      return done satisfies never;
  }
}

/** A table with columns as wide as needed, followed by an empty line. Without rows nothing. */
function table(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? name).length)),
  );
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line), ''];
}

/** The exit code of `npm run reconcile`. 2: something could not be checked. 1: a person has to act. 0: neither. */
export function exitCodeOf({ findings, notChecked }: Report): 0 | 1 | 2 {
  if (notChecked.length > 0) return 2;
  return findings.some(({ done }) => done.what === 'case' && done.state !== 'settled') ? 1 : 0;
}
