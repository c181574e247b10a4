import { createHash } from 'node:crypto';
import type { Place } from './act-pages.tsx';

/** Names the act: the same form in two tabs has the same name, and is done once. */
export const keyOf = ({ visitor: { whole }, question: { page }, kind }: Place): string =>
  `${page}-${createHash('sha256')
    .update(JSON.stringify([whole.purchaseId, page, kind, whole.revision]))
    .digest('base64url')
    .slice(0, 22)}`;

/** Whether a form may have been given this name. */
export const isKeyOf = ({ question: { page } }: Pick<Place, 'question'>, key: string): boolean =>
  new RegExp(`^${page}-[\\w-]{22}$`).test(key);
