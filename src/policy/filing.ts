import type { ClauseId } from '../contract/clause-id.ts';
import type { RejectionClause } from '../contract/rejection-clause.ts';
import type { Instant } from '../contract/scalars.ts';
import type { Stage } from '../contract/status.ts';
import { REASON_SHORTEST } from '../contract/text-bounds.ts';
import type { ClaimType } from '../contract/updates.ts';
import { CLAIM_TYPES } from '../contract/validation/requester.ts';
import type { RecordAtFiling } from './facts.ts';
import { judgeNonReceipt } from './non-receipt.ts';
import { actionsIn } from './stages.ts';
import { refusal, type Refusal } from './verdict.ts';
import type { PolicyVersion } from './versions.ts';

/** What decides whether any claim can be filed now, whatever it says. */
export interface FilingTime {
  stage: Stage;
  now: Instant;
  version: PolicyVersion;
  smsDeadline: Instant;
  /** P1. The claim deadline, or a later instant after an outage of ours. Inclusive. */
  windowEndsAt: Instant;
  claimsSoFar: number;
  claimOpen: boolean;
  /** The funds are on their way back without a claim (R2), so one claim can be parked. */
  returningByItself: boolean;
}

/** What decides about a claim that is being filed. */
export interface Filing extends FilingTime {
  claimType: ClaimType;
  reason: string;
  record: RecordAtFiling;
  /** Access was refused in an earlier claim (C3b). */
  accessRefused: boolean;
}

/** P1. In time up to and including the deadline. `filedAt`: the workflow's clock when the claim reached it. */
export function filedInTime(windowEndsAt: Instant, filedAt: Instant): boolean {
  return filedAt <= windowEndsAt;
}

/** P1, P2 and the claim types' own conditions. `undefined`: the claim is taken. */
export function judgeFiling(filing: Filing): Refusal | undefined {
  return noClaimNow(filing) ?? notInOrder(filing) ?? notByTheRecord(filing);
}

/** The types of claim that would be taken now, with a reason. */
export function typesTaken(filing: Omit<Filing, 'claimType' | 'reason'>): ClaimType[] {
  if (noClaimNow(filing) !== undefined) return [];
  const { record, accessRefused } = filing;
  return CLAIM_TYPES.filter(
    (claimType) => !excluded(claimType, accessRefused) && refusedByRecord(claimType, record) === undefined,
  );
}

/** Why no claim can be filed now, whatever it says. */
export function noClaimNow(filing: FilingTime): Refusal | undefined {
  return notNow(filing) ?? notInTime(filing) ?? tooMany(filing);
}

function notNow(filing: FilingTime): Refusal | undefined {
  const { stage } = filing;
  if (stage === 'awaiting_sms') {
    return refusal(
      'too_early',
      'R2',
      'The SMS can still arrive. Without one the price goes back by itself at the instant given.',
      {
        retryAt: filing.smsDeadline,
        helps: { changesAt: filing.smsDeadline, changesWith: ['sms_reported'] },
      },
    );
  }
  if (filing.claimOpen) {
    const withdrawable = actionsIn(stage, 'customer').includes('withdrawClaim');
    const instead = withdrawable ? 'Wait for it, or withdraw it.' : 'Wait for it.';
    const message = `One claim at a time: another one is open. ${instead}`;
    return refusal('claim_open', null, message, { helps: { changesWith: ['claim_ended'] } });
  }
  const open = stage === 'claim_window' || (stage === 'returning_funds' && filing.returningByItself);
  if (open) return undefined;
  return refusal('not_now', null, `A claim cannot be filed in the stage ${stage}.`);
}

function notInTime(filing: FilingTime): Refusal | undefined {
  if (filedInTime(filing.windowEndsAt, filing.now)) return undefined;
  return refusal('too_late', 'P1', 'The time to file a claim is over; the number counts as activated.', {
    deadline: filing.windowEndsAt,
  });
}

function tooMany({ claimsSoFar, version }: FilingTime): Refusal | undefined {
  if (claimsSoFar < version.claimsPerPurchase) return undefined;
  const message = `A purchase takes ${version.claimsPerPurchase} claims at most: all of them were filed.`;
  return refusal('too_many_claims', null, message);
}

/** After a refusal of access no further defect can be claimed (C3b). */
const excluded = (claimType: ClaimType, accessRefused: boolean): boolean =>
  claimType === 'major_defect' && accessRefused;

function notInOrder(filing: Filing): Refusal | undefined {
  if (excluded(filing.claimType, filing.accessRefused)) {
    return refusal(
      'disqualified',
      'C3b',
      'Access was refused in an earlier claim, so no further defect can be claimed for this purchase.',
      { helps: { claimTypes: typesTaken(filing) } },
    );
  }
  if (filing.reason.trim().length < REASON_SHORTEST) {
    return refusal(
      'no_reason',
      'P2',
      `Say in at least ${REASON_SHORTEST} characters what happened, so that the claim can be judged.`,
      { helps: { changesWith: ['longer_reason'] } },
    );
  }
  return undefined;
}

function notByTheRecord(filing: Filing): Refusal | undefined {
  const refused = refusedByRecord(filing.claimType, filing.record);
  if (refused === undefined) return undefined;
  const claimTypes = typesTaken(filing);
  return {
    ...refused,
    helps: refused.code === 'needs_sms' ? { claimTypes, changesWith: ['sms_reported'] } : { claimTypes },
  };
}

/** A refusal that follows from the record alone. Its clause is one that support could cite as well. */
export interface RefusalByRecord extends Refusal {
  clause: RejectionClause;
}

/** Why the record alone rules out a claim of this type. Also asked when support moves a claim to another type. */
export function refusedByRecord(claimType: ClaimType, record: RecordAtFiling): RefusalByRecord | undefined {
  switch (claimType) {
    case 'non_receipt':
      if (judgeNonReceipt(record) !== 'refused') return undefined;
      return {
        code: 'fulfilled',
        clause: 'R1',
        message:
          'An SMS arrived and the activation was completed. If the number could not be used, file invalid_number with screenshots (C2).',
      };
    case 'invalid_number':
      if (record.smsOnRecord) return undefined;
      return {
        code: 'needs_sms',
        clause: 'C2',
        message: 'No SMS is on record for this number: file non_receipt instead (C1).',
      };
    case 'major_defect':
      return undefined;
    default:
      return claimType satisfies never;
  }
}

/** The clause by which a claim of this type is approved. */
export function grantingClause(claimType: ClaimType): ClauseId {
  switch (claimType) {
    case 'non_receipt':
      return 'C1';
    case 'invalid_number':
      return 'C2';
    case 'major_defect':
      return 'C3a';
    default:
      return claimType satisfies never;
  }
}
