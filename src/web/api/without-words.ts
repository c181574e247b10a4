import { OWN_DETAILS } from '../../contract/own-details.ts';
import { isSettledByHand } from '../../contract/settled-by-hand.ts';
import type { Attention, PurchaseStatus, RefundView, TimelineEntry } from '../../contract/status.ts';

/** The fields that mix our words with somebody else's, such as the shop's reason or support's reference. */
type WithWords = Pick<PurchaseStatus, 'refund' | 'result' | 'needsAttention' | 'timeline'>;

/** For a role that sees nobody's words: without the texts of others. What happened, when, by which clause stays. */
export function withoutWords<T extends WithWords>(whole: T): T {
  const { refund, result, needsAttention, timeline } = whole;
  return {
    ...whole,
    needsAttention: needsAttention.map(attentionWithoutWords),
    timeline: timeline.map((entry) => entryWithoutWords(entry, refund)),
    ...(refund && { refund: refundWithoutWords(refund) }),
    ...(result && {
      result: { ...result, ...(result.refund && { refund: refundWithoutWords(result.refund) }) },
    }),
  };
}

/** A refund as the purchase or the ledger has it. */
interface WithReason {
  reason?: string | undefined;
  refundId?: string | undefined;
  byHand?: boolean | undefined;
  returnedOtherwise?: boolean | undefined;
}

export function refundWithoutWords<T extends WithReason>(
  refund: T,
): Omit<T, 'reason'> | Omit<T, 'reason' | 'refundId'> {
  const { reason: _reason, ...others } = refund;
  if (!isSettledByHand(refund)) return others;
  const { refundId: _reference, reason: _theirs, ...rest } = refund;
  return rest;
}

const REFUSED = 'refused';

export const attentionWithoutWords = ({ detail: _detail, reason, ...attention }: Attention): Attention => ({
  ...attention,
  reason: reason.startsWith(`${REFUSED}:`) ? REFUSED : reason,
});

function entryWithoutWords({ data, ...entry }: TimelineEntry, refund: RefundView | undefined): TimelineEntry {
  if (data === undefined) return entry;
  const isReference = isSettledByHand(refund);
  const kept = Object.entries(data).filter(
    ([name, value]) =>
      typeof value !== 'string' || (OWN_DETAILS.includes(name) && !(name === 'refundId' && isReference)),
  );
  return { ...entry, data: Object.fromEntries(kept) };
}

/** A kind of content, such as `image/png`; a native client may have named anything. */
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]{1,40}$/;

/** A piece of evidence without a kind that is no kind of content. */
export function evidenceWithoutWords<T extends { mediaType?: string }>({ mediaType, ...evidence }: T) {
  return mediaType !== undefined && MEDIA_TYPE.test(mediaType) ? { ...evidence, mediaType } : evidence;
}
