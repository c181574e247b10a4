import type { ClauseId } from '../../contract/clause-id.ts';
import type { Money } from '../../contract/scalars.ts';
import { moneyInLocale } from '../../wording/money.ts';
import type { Piece } from '../../wording/phrase.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { headlineOf } from './headline.ts';
import { Moment } from './moment.tsx';
import { moneyClause, moneySentence } from './money-sentence.ts';
import type { Reader } from './reader.ts';

export const Amount = ({ money, reader }: { money: Money; reader: Reader }) => (
  <strong>{moneyInLocale(money, reader.locale)}</strong>
);

/** Where the customer's money is now. */
export const MoneySentence = ({ whole, reader }: { whole: WholePurchase; reader: Reader }) => (
  <p id="money" class="money">
    {refundFailed(whole) === undefined
      ? moneySentence(whole, reader).map((piece) => <PieceView piece={piece} reader={reader} />)
      : reader.sayAround('money.refund_failed', {
          money: <Amount money={whole.terms.price} reader={reader} />,
        })}
  </p>
);

/** A clause by its name, in small print after a sentence: it says nothing to who has not read the policy. */
export const Clause = ({ clause, reader: { say } }: { clause: ClauseId; reader: Reader }) => (
  <small class="clause">{say('clause.in_brackets', { clause, title: say(`clause.${clause}.title`) })}</small>
);

/** By which clause the money is where it is. */
export const MoneyClause = ({ whole, reader }: { whole: WholePurchase; reader: Reader }) => {
  const clause = refundFailed(whole) === undefined ? moneyClause(whole) : undefined;
  return clause === undefined ? (
    <></>
  ) : (
    <p id="money-clause" class="clause">
      {reader.say('clause.named', { clause, title: reader.say(`clause.${clause}.title`) })}
    </p>
  );
};

/** Since when it is known that a refund that was confirmed came back to us, unless it was paid again since. */
export function refundFailed({ timeline }: Pick<WholePurchase, 'timeline'>): string | undefined {
  const last = timeline.findLast(({ event }) => event === 'refund_failed' || event === 'refund_confirmed');
  return last?.event === 'refund_failed' ? last.at : undefined;
}

/** The heading of a page that shows how a purchase stands. */
export const headlineFor = (whole: WholePurchase, { say }: Reader): string =>
  say(refundFailed(whole) === undefined ? headlineOf(whole) : 'headline.refund_failed');

const PieceView = ({ piece, reader }: { piece: Piece; reader: Reader }) => {
  if (typeof piece === 'string') return <>{piece}</>;
  switch (piece.kind) {
    case 'money':
      return <Amount money={piece.money} reader={reader} />;
    case 'purchase':
      return <bdi>{piece.purchaseId}</bdi>;
    case 'instant':
      return <Moment at={piece.at} reader={reader} />;
    default:
      return piece satisfies never;
  }
};
