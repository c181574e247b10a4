import type { Claim, Settlement } from './claim.ts';
import type { Life } from './life.ts';
import { settleMajorDefect } from './major-defect.ts';
import { settleNonReceipt } from './non-receipt.ts';
import { reviewed } from './review.ts';

/** A claim from filing to its end: C1, C2 or C3, whichever support finds it to be. */
export async function settle(life: Life, claim: Claim): Promise<Settlement> {
  for (;;) {
    const end = await settleAsFiled(life, claim);
    if (end !== 'moved') return end;
  }
}

function settleAsFiled(life: Life, claim: Claim): Promise<Settlement | 'moved'> {
  switch (claim.claimType) {
    case 'non_receipt':
      return settleNonReceipt(life, claim);
    case 'invalid_number':
      return reviewed(life, claim);
    case 'major_defect':
      return settleMajorDefect(life, claim);
    default:
      return claim.claimType satisfies never;
  }
}
