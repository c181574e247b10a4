import { expect, test } from 'vitest';
import { phraseView } from '../../../../dev/sandbox/page/parts/phrase-view.ts';

test('on a page money stands out, an instant can be read by a machine, and text is only text', async () => {
  const at = { kind: 'instant', at: '2026-11-23T02:41:00.000Z' } as const;
  const money = { kind: 'money', money: { amount: 149, currency: 'EUR' } } as const;
  const purchase = { kind: 'purchase', purchaseId: 'p1' } as const;
  expect(String(await phraseView([money, ' of ', purchase, ' since ', at, ', ', '<b>']))).toBe(
    '<strong>€1.49</strong> of <a href="/purchases/p1">p1</a> since ' +
      '<time datetime="2026-11-23T02:41:00.000Z">Mon 23 Nov, 02:41 UTC</time>, &lt;b&gt;',
  );
});
