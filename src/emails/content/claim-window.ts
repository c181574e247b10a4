import { howToFile, windowReading } from './claim-words.ts';
import {
  clause,
  type ContentOf,
  type Letter,
  money,
  paragraph,
  type Setting,
  whatToDo,
  until,
} from './letter.ts';

/** P1. An SMS came, the activation was never completed, and the time to claim is running out. */
export function claimWindowClosing(content: ContentOf<'claim_window_closing'>, setting: Setting): Letter {
  const { say, hasLink } = setting;
  return {
    headline: say('claim_window_closing.headline'),
    preheader: say('claim_window_closing.preheader'),
    blocks: [
      paragraph(say('claim_window_closing.what_happened')),
      until(say('claim_window_closing.until'), content.until),
      clause('P1'),
      whatToDo(
        howToFile(setting),
        say(hasLink ? 'claim_window_closing.kinds' : 'claim_window_closing.kinds.by_reply'),
      ),
      paragraph(windowReading(setting)),
      money(say('claim_window_closing.money')),
      paragraph(say('claim_window_closing.only_reminder')),
    ],
  };
}
