import type { TimelineEntry } from '../../contract/status.ts';
import type { Recipient } from '../../emails/rendering/instant.ts';
import { CLAUSES } from '../../policy/clauses.ts';
import { customerEventWords } from '../../wording/for-customers.ts';
import { moneyInLocale } from '../../wording/money.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { addressOf } from './address.ts';
import { Moment } from './moment.tsx';

/** The rest can be unfolded. */
const SHOWN_AT_ONCE = 5;

/** What has happened, the latest first, with what each side said. */
export const Story = ({ whole, recipient }: { whole: WholePurchase; recipient: Recipient }) => {
  const entries = whole.timeline.filter(({ visibility }) => visibility === 'public').toReversed();
  const [latest, earlier] = [entries.slice(0, SHOWN_AT_ONCE), entries.slice(SHOWN_AT_ONCE)];
  // One more is no reason to fold.
  if (earlier.length === 1) latest.push(...earlier.splice(0));
  return (
    <section aria-labelledby="story">
      <h2 id="story">What has happened</h2>
      <Entries entries={latest} whole={whole} recipient={recipient} />
      {earlier.length > 0 && (
        <details class="earlier">
          <summary>Earlier ({earlier.length})</summary>
          <Entries entries={earlier} whole={whole} recipient={recipient} />
        </details>
      )}
    </section>
  );
};

const Entries = ({
  entries,
  whole,
  recipient,
}: {
  entries: readonly TimelineEntry[];
  whole: WholePurchase;
  recipient: Recipient;
}) => (
  <ol class="story">
    {entries.map((entry) => (
      <li>
        <h3>{customerEventWords(entry)}</h3>
        <p>
          <Moment at={entry.at} recipient={recipient} />
        </p>
        <Amounts entry={entry} recipient={recipient} />
        {entry.clause && (
          <p class="clause">
            Clause {entry.clause}, {CLAUSES[entry.clause].title}
          </p>
        )}
        {wordsAt(whole, entry).map(({ who, text }) => (
          <figure>
            <figcaption>{who}</figcaption>
            <blockquote dir="auto">{text}</blockquote>
          </figure>
        ))}
      </li>
    ))}
  </ol>
);

const Amounts = ({ entry: { data = {} }, recipient }: { entry: TimelineEntry; recipient: Recipient }) => {
  const { amount, currency, refundId } = data;
  if (typeof amount !== 'number' || typeof currency !== 'string') return <></>;
  return (
    <p>
      {moneyInLocale({ amount, currency }, recipient.locale)}
      {typeof refundId === 'string' && (
        <>
          {' '}
          · reference <bdi>{refundId}</bdi>
        </>
      )}
    </p>
  );
};

interface Said {
  who: string;
  text: string;
}

/** What was said in the act of an entry, each at its first entry. */
function wordsAt({ claims, statements = [] }: WholePurchase, { at, event }: TimelineEntry): Said[] {
  const said = [...statements, ...claims.flatMap((claim) => claim.statements ?? [])];
  return said
    .filter((each) => each.visibility === 'public' && each.at === at && eventsOf(each.kind).includes(event))
    .map(({ by, text }) => ({ who: by.kind === 'support' ? 'Our support' : 'You', text }));
}

/** The entry that a statement belongs to. Most have the name of what was said. */
const eventsOf = (kind: string): string[] =>
  kind === 'remediation_done' || kind === 'remediation_not_possible' ? ['remediation_reported'] : [kind];

/** The numbers that one payment has bought, where there are several. */
export const Chain = ({
  whole: { purchaseId, originalPurchaseId, depth, replacement },
}: {
  whole: WholePurchase;
}) => {
  if (depth === 0 && replacement?.purchaseId === undefined) return <></>;
  return (
    <section aria-labelledby="chain">
      <h2 id="chain">One payment, more than one number</h2>
      <ol>
        {depth > 0 && (
          <li>
            You paid for purchase <bdi>{originalPurchaseId}</bdi>.
          </li>
        )}
        {depth > 1 && (
          <li>
            Its number was replaced, {depth - 1 === 1 ? 'once' : `${depth - 1} times`}, before this one.
          </li>
        )}
        <li>
          <strong>
            This is purchase <bdi>{purchaseId}</bdi>
          </strong>
          {depth > 0 && ', which replaces the one before'}.
        </li>
        {replacement?.purchaseId !== undefined && (
          <li>
            It was replaced by purchase <bdi>{replacement.purchaseId}</bdi>:{' '}
            <a href={addressOf(purchaseId, 'replacement')}>see the new number</a>.
          </li>
        )}
      </ol>
    </section>
  );
};
