import { expect, test } from 'vitest';
import { readRetryAfter } from '../../src/orders/retry-after.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');

test.each([
  { header: '0', ms: 0 },
  { header: '120', ms: 120_000 },
  { header: ' 7 ', ms: 7_000 },
  { header: 'Sun, 01 Mar 2026 10:02:00 GMT', ms: 120_000 },
  { header: 'Sun, 01 Mar 2026 09:00:00 GMT', ms: 0 },
  { header: null, ms: undefined },
  { header: '', ms: undefined },
  { header: '-1', ms: undefined },
  { header: '1.5', ms: undefined },
  { header: '1e9', ms: undefined },
  { header: '99999999999', ms: undefined },
  { header: 'in a minute', ms: undefined },
  { header: '2026-03-01T10:02:00Z', ms: undefined },
  { header: 'Sun, 99 Abc 2026 10:02:00 GMT', ms: undefined },
])('Retry-After $header → $ms ms', ({ header, ms }) => expect(readRetryAfter(header, NOW)).toBe(ms));
