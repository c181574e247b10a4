import type { Money } from '../../contract/scalars.ts';
import type { Recipient } from '../../emails/rendering/instant.ts';
import { headlineOf } from '../../wording/for-customers.ts';
import { moneyInLocale } from '../../wording/money.ts';
import { moneySentence } from '../../wording/money-sentence.ts';
import type { Piece } from '../../wording/phrase.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { Moment } from './moment.tsx';

export const Amount = ({ money, recipient }: { money: Money; recipient: Recipient }) => (
  <strong>{moneyInLocale(money, recipient.locale)}</strong>
);

/** Where the customer's money is now. */
export const MoneySentence = ({ whole, recipient }: { whole: WholePurchase; recipient: Recipient }) =>
  refundFailed(whole) === undefined ? (
    <p id="money" class="money">
      {moneySentence(whole).map((piece) => (
        <PieceView piece={piece} recipient={recipient} />
      ))}
    </p>
  ) : (
    <p id="money" class="money">
      Your <Amount money={whole.terms.price} recipient={recipient} /> did not arrive, and is still yours.
    </p>
  );

/** Since when it is known that a refund that was confirmed came back to us, unless it was paid again since. */
export function refundFailed({ timeline }: Pick<WholePurchase, 'timeline'>): string | undefined {
  const last = timeline.findLast(({ event }) => event === 'refund_failed' || event === 'refund_confirmed');
  return last?.event === 'refund_failed' ? last.at : undefined;
}

/** The heading of a page that shows how a purchase stands. */
export const headlineFor = (whole: WholePurchase): string =>
  refundFailed(whole) === undefined ? headlineOf(whole) : 'Your refund failed';

const PieceView = ({ piece, recipient }: { piece: Piece; recipient: Recipient }) => {
  if (typeof piece === 'string') return <>{piece}</>;
  switch (piece.kind) {
    case 'money':
      return <Amount money={piece.money} recipient={recipient} />;
    case 'purchase':
      return <bdi>{piece.purchaseId}</bdi>;
    case 'instant':
      return <Moment at={piece.at} recipient={recipient} />;
    default:
      return piece satisfies never;
  }
};
