import { clauseOf } from '../../wording/claim-types.ts';
import { period } from '../texts/durations.ts';
import { claimDetails, claimWords } from './claim-words.ts';
import { clause, type ContentOf, type Letter, money, paragraph, type Setting, whatToDo } from './letter.ts';

/** Support has not decided a C1 in doubt or a C2 in time. */
export function reviewDelayed(content: ContentOf<'review_delayed'>, setting: Setting): Letter {
  const { say, version, hasLink } = setting;
  return {
    headline: say('review_delayed.headline'),
    preheader: say('review_delayed.preheader'),
    blocks: [
      paragraph(
        say('review_delayed.what_happened', {
          claim: claimWords(say, content.claimType),
          period: period(say, version.reviewMs),
        }),
      ),
      clause(clauseOf(content.claimType)),
      paragraph(say('review_delayed.stays_open')),
      money(say('claim.money_while_open')),
      whatToDo(
        say('review_delayed.no_deadline'),
        say(hasLink ? 'review_delayed.what_you_may' : 'review_delayed.what_you_may.by_reply'),
      ),
      claimDetails(content, setting),
    ],
  };
}
