import type { EvidenceId } from '../../contract/scalars.ts';
import type { EvidenceRef } from '../../contract/updates.ts';

/** What was answered about an open purchase, and what it depends on. */
export interface ReadAnswer {
  etag: string;
  /** Where the history of the purchase ended before it was asked. */
  end: string;
  /** The evidence of its claims. */
  claims: readonly { evidence: readonly EvidenceRef[] }[];
  /** Which of that was kept here, and what was said of it. */
  here: string;
  /** The pictures of which it was said on which other claims they are. */
  hinted: readonly EvidenceId[];
  /** When the purchase was asked, ms since the epoch. */
  at: number;
}

/** What callers have read of open purchases, so that one to which nothing has happened need not be asked again. */
export interface ReadBefore {
  /** `name`: which answer, for which role. `undefined`: none kept, or the history has grown. */
  find(name: string, end: string, now: number): ReadAnswer | undefined;
  keep(name: string, answer: ReadAnswer): void;
}

/** Beyond this many, the one that was kept first is forgotten. */
const MOST_ANSWERS = 5_000;
/** A worker of a later version may say more about the same history. */
const KEPT_MS = 300_000;

/** Kept in this process. */
export function readBefore(mostAnswers = MOST_ANSWERS): ReadBefore {
  const answers = new Map<string, ReadAnswer>();
  return {
    find(name, end, now) {
      const answer = answers.get(name);
      return answer?.end === end && now - answer.at < KEPT_MS ? answer : undefined;
    },
    keep(name, answer) {
      answers.delete(name);
      answers.set(name, answer);
      if (answers.size > mostAnswers) {
        const [oldest] = answers.keys();
        if (oldest !== undefined) answers.delete(oldest);
      }
    },
  };
}
