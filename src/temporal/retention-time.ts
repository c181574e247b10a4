import { DAY_MS } from '../policy/duration.ts';

/** How long Temporal has to keep a closed purchase at least, so that a late repeat of its opening finds it. */
export const RETENTION_MS = 30 * DAY_MS;
