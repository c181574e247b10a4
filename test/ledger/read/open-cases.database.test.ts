import { expect, test } from 'vitest';
import { openCases } from '../../../src/ledger/read/open-cases.ts';
import { openCase, settleCase } from '../../../src/ledger/write/cases.ts';
import { emptyLedger } from '../empty-ledger.ts';

test('open cases come page by page, the oldest first, each once, and settled ones not at all', async () => {
  const ledger = await emptyLedger();
  const opened: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    // Two at the same instant, between which a page can end.
    const at = new Date(Date.UTC(2026, 2, 1, 9, Math.floor(n / 2)));
    const subject = {
      purchaseId: `p${n}`,
      kind: 'opening_refused',
      key: `p${n}`,
      details: { ledger: null },
    } as const;
    opened.push((await openCase(ledger, subject, at)).caseId);
  }
  await settleCase(ledger, opened[4] ?? '', { by: 'agent_1', note: 'Opened again.' }, new Date());
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await openCases(ledger, { limit: 1, ...(after === undefined ? {} : { after }) });
    if (!page.ok) throw new Error('the cursor is not understood');
    pages.push(page.entries.map(({ purchaseId }) => purchaseId));
    after = page.next;
  } while (after !== undefined);
  expect(pages.map((ids) => ids.length)).toEqual([1, 1, 1, 1]);
  expect(pages.flat().toSorted()).toEqual(['p0', 'p1', 'p2', 'p3']);
  expect(pages.flat().slice(0, 2).toSorted()).toEqual(['p0', 'p1']);
});
