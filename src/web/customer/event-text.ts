import type { TimelineEntry } from '../../contract/status.ts';
import type { PageTextKey } from './texts/catalogue.ts';
import { en } from './texts/en.ts';

type EventText = Extract<PageTextKey, `event.${string}`>;

const isEventText = (key: string): key is EventText => Object.hasOwn(en, key);

/** Events that say something else for each value of this detail. */
const BY_DETAIL: Readonly<Record<string, string>> = {
  cancel_answered: 'result',
  remediation_reported: 'outcome',
  remedy_chosen: 'remedy',
};

/** An entry of the timeline in words to the customer. */
export function eventText({ event, data = {} }: Pick<TimelineEntry, 'event' | 'data'>): EventText {
  const detail = Object.hasOwn(BY_DETAIL, event) ? BY_DETAIL[event] : undefined;
  const exact = detail === undefined ? '' : `event.${event}.${String(data[detail])}`;
  if (isEventText(exact)) return exact;
  const plain = `event.${event}`;
  return isEventText(plain) ? plain : 'event.other';
}
