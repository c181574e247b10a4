import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { TimelineEntry } from '../../contract/status.ts';
import { moneyInLocale } from '../../wording/money.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { addressOf } from './address.ts';
import { eventText } from './event-text.ts';
import { Moment } from './moment.tsx';
import { Clause } from './money.tsx';
import type { Reader } from './reader.ts';

/** The rest can be unfolded. */
const SHOWN_AT_ONCE = 5;

/** What has happened, the latest first, with what each side said. */
export const Story = ({ whole, reader }: { whole: WholePurchase; reader: Reader }) => {
  const entries = whole.timeline.filter(({ visibility }) => visibility === 'public').toReversed();
  const [latest, earlier] = [entries.slice(0, SHOWN_AT_ONCE), entries.slice(SHOWN_AT_ONCE)];
  // One more is no reason to fold.
  if (earlier.length === 1) latest.push(...earlier.splice(0));
  return (
    <section aria-labelledby="story">
      <h2 id="story">{reader.say('story.title')}</h2>
      <Entries entries={latest} whole={whole} reader={reader} />
      {earlier.length > 0 && (
        <details class="earlier">
          <summary>{reader.say('story.earlier', { n: earlier.length })}</summary>
          <Entries entries={earlier} whole={whole} reader={reader} />
        </details>
      )}
    </section>
  );
};

const Entries = ({
  entries,
  whole,
  reader,
}: {
  entries: readonly TimelineEntry[];
  whole: WholePurchase;
  reader: Reader;
}) => (
  <ol class="story">
    {entries.map((entry) => (
      <li>
        <h3>{reader.say(eventText(entry))}</h3>
        <p>
          <Moment at={entry.at} reader={reader} />
        </p>
        <Amounts entry={entry} reader={reader} />
        {entry.clause && (
          <p class="clause">
            {reader.say('clause.named', {
              clause: entry.clause,
              title: reader.say(`clause.${entry.clause}.title`),
            })}
          </p>
        )}
        {wordsAt(whole, entry).map(({ who, text }) => (
          <figure>
            <figcaption>{reader.say(who)}</figcaption>
            <blockquote dir="auto">{text}</blockquote>
          </figure>
        ))}
      </li>
    ))}
  </ol>
);

const Amounts = ({ entry: { data = {} }, reader }: { entry: TimelineEntry; reader: Reader }) => {
  const { amount, currency, refundId } = data;
  if (typeof amount !== 'number' || typeof currency !== 'string') return <></>;
  const money = moneyInLocale({ amount, currency }, reader.locale);
  return (
    <p>
      {typeof refundId === 'string'
        ? reader.sayAround('story.amount_and_reference', { money, reference: <bdi>{refundId}</bdi> })
        : money}
    </p>
  );
};

interface Said {
  who: 'story.support' | 'story.you';
  text: string;
}

/** What was said in the act of an entry, each at its first entry. */
function wordsAt({ claims, statements = [] }: WholePurchase, { at, event }: TimelineEntry): Said[] {
  const said = [...statements, ...claims.flatMap((claim) => claim.statements ?? [])];
  return said
    .filter((each) => each.visibility === 'public' && each.at === at && eventsOf(each.kind).includes(event))
    .map(({ by, text }) => ({ who: by.kind === 'support' ? 'story.support' : 'story.you', text }));
}

/** The entry that a statement belongs to. Most have the name of what was said. */
const eventsOf = (kind: string): string[] =>
  kind === 'remediation_done' || kind === 'remediation_not_possible' ? ['remediation_reported'] : [kind];

/** Another number of the same payment, as a page tells of it. */
export interface OtherNumber {
  purchaseId: PurchaseId;
  depth: number;
  replacedAt?: Timestamp;
  /** Whether it is the same customer's, so that the page can lead there. */
  isOwn: boolean;
}

/** The numbers that one payment has bought, where there are several: the same story from whichever of them it is read. */
export const Chain = ({
  whole: { purchaseId, originalPurchaseId, depth, replacement, result },
  others,
  reader,
}: {
  whole: WholePurchase;
  /** The other numbers on record. The first and the next are shown even without a record. */
  others: readonly OtherNumber[];
  reader: Reader;
}) => {
  const { say, sayAround } = reader;
  if (depth === 0 && replacement?.purchaseId === undefined) return <></>;
  const own = <strong>{sayAround('chain.this', { purchase: <bdi>{purchaseId}</bdi> })}</strong>;
  const paid = { purchaseId: originalPurchaseId, depth: 0, isOwn: false };
  const [before, after] = [
    others.filter((each) => each.depth < depth),
    others.filter((each) => each.depth > depth + 1),
  ];
  if (depth > 0 && before[0]?.depth !== 0) before.unshift(paid);
  const replacedAt = result?.outcome === 'replaced' ? result.closedAt : undefined;
  return (
    <section aria-labelledby="chain">
      <h2 id="chain">{say('chain.title')}</h2>
      <ol>
        {before.map((each) => (
          <li>
            <Other each={each} from={purchaseId} reader={reader} />
          </li>
        ))}
        <li>
          {sayAround(depth > 0 ? 'chain.later' : 'chain.first', { this: own })}
          <WhyReplaced at={replacedAt} reader={reader} />
        </li>
        {replacement?.purchaseId !== undefined && (
          <li>
            {sayAround('chain.replaced_by', {
              purchase: <bdi>{replacement.purchaseId}</bdi>,
              see: <a href={addressOf(purchaseId, 'replacement')}>{say('chain.see')}</a>,
            })}
            <WhyReplaced
              at={others.find((each) => each.purchaseId === replacement.purchaseId)?.replacedAt}
              reader={reader}
            />
          </li>
        )}
        {after.map((each) => (
          <li>
            <Other each={each} from={purchaseId} reader={reader} />
          </li>
        ))}
      </ol>
    </section>
  );
};

const Other = ({
  each: { purchaseId, depth, replacedAt, isOwn },
  from,
  reader,
}: {
  each: OtherNumber;
  from: PurchaseId;
  reader: Reader;
}) => (
  <>
    {reader.sayAround(depth === 0 ? 'chain.paid' : 'chain.between', { purchase: <bdi>{purchaseId}</bdi> })}
    <WhyReplaced at={replacedAt} reader={reader} />
    {isOwn && (
      <>
        {' '}
        <a href={addressOf(from, `number/${depth}`)}>{reader.say('chain.see_this')}</a>
      </>
    )}
  </>
);

/** Only a defect that was not put right leads to a replacement, and only if the customer chooses it. */
const WhyReplaced = ({ at, reader }: { at: Timestamp | undefined; reader: Reader }) =>
  at === undefined ? (
    <></>
  ) : (
    <>
      {' '}
      {reader.sayAround('chain.why', {
        at: <Moment at={at} reader={reader} />,
        clause: <Clause clause="C3a" reader={reader} />,
      })}
    </>
  );
