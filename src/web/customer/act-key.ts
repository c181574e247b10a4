import { createHash } from 'node:crypto';
import type { Place } from './act-pages.tsx';
import type { Typed } from './questions.tsx';

/**
 * Names an act: the same answers to the question as it was asked, in two tabs or after the back button, have the same name
 * and are done once. Other answers have another. `asked`: the revision at which the question was asked.
 */
export const keyOf = (
  { visitor: { whole }, question: { page }, kind }: Place,
  { typed, asked }: { typed: Typed; asked: string },
): string =>
  `${page}-${createHash('sha256')
    .update(
      JSON.stringify([
        whole.purchaseId,
        page,
        kind,
        asked,
        Object.entries(typed)
          .map(([name, text]) => `${name} ${text}`)
          .toSorted(),
      ]),
    )
    .digest('base64url')
    .slice(0, 22)}`;

/** Whether a form may have been given this name. */
export const isKeyOf = ({ question: { page } }: Pick<Place, 'question'>, key: string): boolean =>
  new RegExp(`^${page}-[\\w-]{22}$`).test(key);
