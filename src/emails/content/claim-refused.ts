import type { MailedRefusal } from '../../contract/mail.ts';
import { period } from '../texts/durations.ts';
import { claimWords, windowReading } from './claim-words.ts';
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

/** A claim that could not be filed, decided by the record or the clock alone. */
export function claimRefused(content: ContentOf<'claim_refused'>, setting: Setting): Letter {
  const { say } = setting;
  const why = say(`claim_refused.${content.code}.why`);
  return {
    headline: say('claim_refused.headline'),
    preheader: say('claim_refused.preheader', { why }),
    blocks: [
      paragraph(say('claim_refused.what_happened', { claim: claimWords(say, content.claimType), why })),
      clause(content.clause),
      paragraph(say('claim_refused.does_not_count')),
      whatToDo(hint(content.code, setting), say('claim_refused.object')),
      money(say('claim_refused.money')),
      ...(content.claimsUntil === undefined
        ? []
        : [
            until(
              content.code === 'disqualified'
                ? say('claim_refused.until_another_kind')
                : say('claim_refused.until'),
              content.claimsUntil,
            ),
            paragraph(windowReading(setting)),
          ]),
    ],
  };
}

/** What the customer can do instead. */
function hint(code: MailedRefusal, { say, version, hasLink }: Setting): string {
  switch (code) {
    case 'too_late':
      return say('claim_refused.too_late.hint', { period: period(say, version.claimWindowMs) });
    case 'fulfilled':
      return say(hasLink ? 'claim_refused.fulfilled.hint' : 'claim_refused.fulfilled.hint.by_reply');
    case 'needs_sms':
      return say(hasLink ? 'claim_refused.needs_sms.hint' : 'claim_refused.needs_sms.hint.by_reply');
    case 'disqualified':
      return say('claim_refused.disqualified.hint', { period: period(say, version.accessMs) });
    default:
      return code satisfies never;
  }
}
