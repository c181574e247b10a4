import { DAY_MS } from '../policy/duration.ts';

/** How long a closed purchase has to stay known: at least this, so that a late repeat of its opening finds it. */
export const RETENTION_MS = 30 * DAY_MS;
