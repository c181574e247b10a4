import { html } from 'hono/html';
import type { Instant } from '../../../../src/contract/scalars.ts';
import type { ClaimView, TimelineEntry } from '../../../../src/contract/status.ts';
import { ARRIVALS } from '../wording/events.ts';
import { instantWords } from '../wording/instants.ts';
import type { Html } from '../../../../src/web/parts/html.ts';
import type { ShownPurchase } from './shown-purchase.ts';

const WIDTH = 1000;

/** The time from purchase to end, to scale: the purchase above, its claims below, pauses as gaps, mails and money as marks. */
export function lifeBar({ status, now, ended }: ShownPurchase): Html {
  const { timeline, claims, nextDeadline } = status;
  const from = Date.parse(timeline[0]?.at ?? '');
  const next = nextDeadline && Date.parse(nextDeadline.at);
  const until = Math.max(now, next ?? 0, from + 1);
  const height = claims.length > 0 ? 56 : 30;
  const x = (at: Instant): string => ((WIDTH * (at - from)) / (until - from)).toFixed(1);
  const bar = (className: string, start: Instant, end: Instant, y: number): Html =>
    html`<rect
      class="${className}"
      x="${x(start)}"
      y="${y}"
      width="${Math.max(3, Number(x(end)) - Number(x(start))).toFixed(1)}"
      height="12"
    />`;
  const mark = ({ at, event }: TimelineEntry): Html | undefined => {
    const kind = markOf(event);
    if (kind === undefined) return undefined;
    const [y, tall] = kind === 'money' ? [2, 26] : [6, 18];
    return html`<rect class="${kind}" x="${x(Date.parse(at))}" y="${y}" width="5" height="${tall}" />`;
  };
  const has = (kind: 'mail' | 'money'): boolean => timeline.some(({ event }) => markOf(event) === kind);
  return html`<figure class="life-bar" id="life-bar">
    <svg
      viewBox="0 0 ${WIDTH + 6} ${height}"
      class="${claims.length > 0 ? 'two-lanes' : ''}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${describe(status.claims)}"
    >
      ${bar('past', from, now, 9)} ${next !== undefined && next > now && bar('to-come', now, next, 9)}
      ${claims.map((claim) => claimBars(claim, endOf(claim, timeline, now), bar))} ${timeline.map(mark)}
      ${!ended && html`<rect class="now" x="${x(now)}" y="0" width="3" height="${height}" />`}
    </svg>
    <figcaption>
      <span>${instantWords(from)}</span>
      <span>${instantWords(until)}</span>
      <span class="legend">
        ${has('mail') && html`<i class="mail"></i> mail`} ${has('money') && html`<i class="money"></i> money`}
        ${claims.length > 0 && html`<i class="claim"></i> claim`}
        ${claims.some(({ pauses }) => pauses.length > 0) && html`<i class="pause"></i> paused`}
      </span>
    </figcaption>
  </figure>`;
}

function markOf(event: string): 'mail' | 'money' | undefined {
  if (event === 'mail_accepted') return 'mail';
  return ARRIVALS.has(event) ? 'money' : undefined;
}

function claimBars(
  { filedAt, pauses }: ClaimView,
  end: Instant,
  bar: (className: string, start: Instant, end: Instant, y: number) => Html,
): Html[] {
  const parts: Html[] = [];
  let start = Date.parse(filedAt);
  for (const { from, to } of pauses) {
    parts.push(bar('claim', start, Date.parse(from), 36));
    start = to === undefined ? end : Date.parse(to);
    parts.push(bar('pause', Date.parse(from), start, 36));
  }
  if (start < end) parts.push(bar('claim', start, end, 36));
  return parts;
}

/** An open claim lasts until now, another one until its last entry in the timeline. */
function endOf({ claimId, status }: ClaimView, timeline: readonly TimelineEntry[], now: Instant): Instant {
  const last = timeline.findLast(({ data }) => data?.['claimId'] === claimId)?.at;
  return status === 'open' || last === undefined ? now : Date.parse(last);
}

const describe = (claims: readonly ClaimView[]): string =>
  `The purchase’s life to scale, with ${claims.length === 1 ? 'one claim' : `${claims.length} claims`}. The list below says the same in words.`;
