import { howToFile, windowReading } from './claim-words.ts';
import { claimWords } from '../../wording/claim-types.ts';
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
export function claimWindowClosing(content: ContentOf<'claim_window_closing'>, { version }: Setting): Letter {
  return {
    headline: 'The time to file a claim ends soon',
    preheader: 'Something wrong with the number? You can still file a claim.',
    blocks: [
      paragraph(
        'An SMS arrived on your number, but the activation was not completed. If all is well, there is nothing for you to do.',
      ),
      until('If something went wrong, you can file a claim', content.until),
      clause('P1'),
      whatToDo(
        howToFile(),
        `Say which kind of claim it is: ${claimWords('non_receipt')} (C1), ${claimWords('invalid_number')} (C2, attach screenshots) or ${claimWords('major_defect')} (C3).`,
      ),
      paragraph(windowReading(version)),
      money('with us. If you file no claim by then, it stays with us, and the number counts as activated.'),
      paragraph('This is the only reminder.'),
    ],
  };
}
