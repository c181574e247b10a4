import type { Money } from '../../contract/scalars.ts';
import type { Recipient } from '../../emails/rendering/instant.ts';
import { moneyInLocale } from '../../wording/money.ts';
import { moneySentence } from '../../wording/money-sentence.ts';
import type { Piece } from '../../wording/phrase.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { Moment } from './moment.tsx';

export const Amount = ({ money, recipient }: { money: Money; recipient: Recipient }) => (
  <strong>{moneyInLocale(money, recipient.locale)}</strong>
);

/** Where the customer's money is now. */
export const MoneySentence = ({ whole, recipient }: { whole: WholePurchase; recipient: Recipient }) => (
  <p id="money" class="money">
    {moneySentence(whole).map((piece) => (
      <PieceView piece={piece} recipient={recipient} />
    ))}
  </p>
);

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
