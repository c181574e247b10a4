import { html } from 'hono/html';
import type { ClauseId } from '../../../../src/contract/clause-id.ts';
import type { Instant } from '../../../../src/contract/scalars.ts';
import type { ClaimView, PurchaseStatus, TimelineEntry } from '../../../../src/contract/status.ts';
import { CLAUSES } from '../../../../src/policy/clauses.ts';
import { HOUR_MS } from '../../../../src/policy/duration.ts';
import { claimWords, isClaimType } from '../../../../src/wording/claim-types.ts';
import { DEADLINES } from '../wording/deadlines.ts';
import { fromNow, spanWords } from '../../../../src/wording/durations.ts';
import { ACTORS, ARRIVALS, eventWords } from '../wording/events.ts';
import { moneyWords } from '../../../../src/wording/money.ts';
import { detailLabel, detailPhrase } from '../wording/event-details.ts';
import { spaced } from '../../../../src/wording/names.ts';
import type { Html } from '../../../../src/web/parts/html.ts';
import { mailView, type ShownMails } from './mail-view.ts';
import { time } from './phrase-view.ts';
import type { ShownPurchase } from './shown-purchase.ts';

/** What has happened to the purchase, the oldest first, then what is still to come. */
export function timelineView(shown: ShownPurchase, mails: ShownMails): Html {
  const { status } = shown;
  const explained = new Set<ClauseId>();
  let before = Date.parse(status.timeline[0]?.at ?? '');
  const entries = status.timeline.map((entry, index) => {
    const at = Date.parse(entry.at);
    const paused = isPaused(status.claims, before + 1, at);
    const gap = gapView(at - before, paused, index);
    before = at;
    return html`${gap} ${entryView({ status, mails }, entry, index, explained)}`;
  });
  return html`<ol class="timeline" id="timeline">
    ${entries} ${nowView(shown, before)} ${futureView(shown)}
  </ol>`;
}

const isPaused = (claims: readonly ClaimView[], from: Instant, to: Instant): boolean =>
  claims.some(({ pauses }) =>
    pauses.some(
      (pause) => Date.parse(pause.from) < to && from < (pause.to ? Date.parse(pause.to) : Infinity),
    ),
  );

function gapView(ms: number, paused: boolean, index: number): Html | undefined {
  if (ms < HOUR_MS / 4) return undefined;
  const words = paused
    ? `${spanWords(ms)} in which the time for the repair is paused`
    : `${spanWords(ms)} later`;
  return html`<li class="gap ${paused ? 'paused' : ''}" id="gap-${index}">${words}</li>`;
}

function entryView(
  { status, mails }: { status: PurchaseStatus; mails: ShownMails },
  entry: TimelineEntry,
  index: number,
  explained: Set<ClauseId>,
): Html {
  const { at, event, actor, clause, visibility } = entry;
  const mail = event === 'mail_accepted' ? mailView(status.purchaseId, mails, entry) : undefined;
  const who = event === 'purchase_opened' ? 'service' : actor;
  const kind = mail ? 'mail' : kindOf(event);
  return html`<li class="entry ${kind} ${visibility}" id="entry-${index}">
    ${
      mail ??
      html`<h3>${eventWords(event)}</h3>
        <p class="meta">${time(at)} · ${ACTORS[who]}${detailWords(entry)}</p>`
    }
    ${quoteView(status.claims, entry)} ${clause && clauseView(clause, explained)}
  </li>`;
}

/** The customer's reason where a claim was filed, support's words where it ended. Both are foreign text. */
function quoteView(claims: readonly ClaimView[], { event, data }: TimelineEntry): Html | undefined {
  const claim = claims.find(({ claimId }) => claimId === data?.['claimId']);
  const ended = event === 'claim_approved' || event === 'claim_rejected';
  const words = event === 'claim_filed' ? claim?.reason : ended ? claim?.note : undefined;
  return words === undefined ? undefined : html`<blockquote dir="auto">${words}</blockquote>`;
}

/** The clause by its title; at its first mention its words as well. */
function clauseView(clause: ClauseId, explained: Set<ClauseId>): Html {
  const { title, plain } = CLAUSES[clause];
  const first = !explained.has(clause);
  explained.add(clause);
  return html`<p class="why">
    <span class="clause">${clause}</span> <b>${title}</b>${first && html` ${plain}`}
  </p>`;
}

function kindOf(event: string): string {
  if (ARRIVALS.has(event)) return 'money good';
  if (event.startsWith('refund_') || event.startsWith('replacement_')) return 'money';
  if (event === 'needs_attention' || event === 'mail_given_up' || event.endsWith('_unknown'))
    return 'trouble';
  if (event === 'purchase_closed') return 'end';
  return 'plain';
}

const NOT_SHOWN = new Set(['claimId', 'occurredAt', 'template', 'n', 'key', 'amount', 'currency']);

function detailWords({ data = {} }: TimelineEntry): Html[] {
  const { amount, currency } = data;
  const money =
    typeof amount === 'number' && typeof currency === 'string'
      ? [html` · <strong>${moneyWords({ amount, currency })}</strong>`]
      : [];
  const rest = Object.entries(data)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => html` · ${detailView(name, value)}`);
  return [...money, ...rest];
}

function detailView(name: string, value: string | number | boolean): Html {
  const phrase = detailPhrase(name, String(value));
  return phrase === undefined ? html`${detailLabel(name)} ${valueView(name, value)}` : html`${phrase}`;
}

function valueView(name: string, value: string | number | boolean): Html {
  if (typeof value !== 'string') return html`${String(value)}`;
  if (name === 'until' || name === 'missed') return time(value);
  if (name === 'claimType' && isClaimType(value)) return html`${claimWords(value)}`;
  return html`${name.endsWith('Id') ? value : spaced(value)}`;
}

function nowView({ now, ended, status }: ShownPurchase, last: Instant): Html | undefined {
  if (ended) return undefined;
  const paused = isPaused(status.claims, last + 1, now);
  return html`${gapView(now - last, paused, status.timeline.length)}
    <li class="now" id="now-here"><span>now</span></li>`;
}

/**
 * The deadlines that are still ahead, the next one marked; then a clock that is paused. Deadlines that are over, or from
 * which nothing can follow any more, are not listed.
 */
function futureView({ status, now }: ShownPurchase): Html[] {
  const { nextDeadline: next, claimDeadline } = status;
  const ahead = [
    ...(next && Date.parse(next.at) > now ? [next] : []),
    ...(next?.kind !== 'window' && Date.parse(claimDeadline) > now && windowMatters(status)
      ? [{ kind: 'window' as const, at: claimDeadline }]
      : []),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const coming = ahead.map((deadline) => {
    const { title, consequence } = DEADLINES[deadline.kind];
    const isNext = deadline === next;
    return html`<li class="ahead ${isNext ? 'next' : ''}" id="ahead-${deadline.kind}">
      <h3>${title} ${isNext && html`<span class="tag">next</span>`}</h3>
      <p class="meta">${time(deadline.at)} · ${fromNow(Date.parse(deadline.at), now)}</p>
      ${isNext && next?.provisional && html`<p class="meta">Provisional: it starts anew when the mail is out.</p>`}
      <p class="why">${consequence}</p>
    </li>`;
  });
  return [...coming, ...stoppedClock(status)];
}

/** Once a remedy is granted, no further claim can follow, so the end of the window no longer matters. */
const windowMatters = ({ stage, claims }: PurchaseStatus): boolean =>
  stage !== 'closed' && stage !== 'replacing' && claims.at(-1)?.status !== 'approved';

/** The time to put a defect right, while it is paused: for access (C3b), or because support says that it is done (C3). */
function stoppedClock({ stage, claim, nextDeadline }: PurchaseStatus): Html[] {
  if (claim?.remediationDueAt === undefined) return [];
  if (stage !== 'access_requested' && stage !== 'remedied') return [];
  const since = nextDeadline?.pausedSince;
  return [
    html`<li class="ahead stopped" id="ahead-remediation">
      <h3>${DEADLINES.remediation.title} <span class="tag">paused</span></h3>
      <p class="meta">
        Was due ${time(claim.remediationDueAt)} when it was
        paused${since !== undefined && html` at ${time(since)}`}; it moves by as long as the pause lasts.
      </p>
    </li>`,
  ];
}
