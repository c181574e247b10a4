import { randomUUID } from 'node:crypto';
import type { Problem } from '../../../../src/contract/answers.ts';
import type { ClauseId } from '../../../../src/contract/clause-id.ts';

/** A request that was refused, with what was typed. */
export interface Refusal {
  kind: 'refused';
  /** The form it belongs to. */
  form: string;
  code: string;
  clause?: ClauseId | undefined;
  words: string;
  problems?: readonly Problem[];
  typed: Readonly<Record<string, string>>;
}

/** What became of a form. */
export type Notice = { kind: 'done'; words: string } | Refusal;

/** Keeps the last hundred notices in memory, from the POST to the GET that follows it, and for a reload. */
export interface Notices {
  add(notice: Notice): string;
  find(noticeId: string | undefined): Notice | undefined;
}

const KEPT = 100;

export function createNotices(): Notices {
  const kept = new Map<string, Notice>();
  return {
    add(notice) {
      const noticeId = randomUUID();
      kept.set(noticeId, notice);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      return noticeId;
    },
    find: (noticeId) => (noticeId === undefined ? undefined : kept.get(noticeId)),
  };
}
