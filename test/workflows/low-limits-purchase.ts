import { NEAR } from '../../src/policy/limits.ts';

/** The real purchase, which tells a person at a hundred events, or at 300 kB of history. */
Object.assign(NEAR, { events: 100, megabytes: 0.3 });

export { purchase } from '../../workflows/purchase.ts';
