import type { PurchaseStatus } from '../../contract/status.ts';
import type { By, DecideClaim, EvidenceRef, UpdateName } from '../../contract/updates.ts';
import { present } from '../../contract/present.ts';
import { REJECTION_CLAUSES } from '../../contract/rejection-clause.ts';
import { CLAUSES } from '../../policy/clauses.ts';
import { decisionsIn, type Side } from '../../policy/stages.ts';
import { CLAIM_CHOICES } from '../../wording/claim-types.ts';

export interface Field {
  name: string;
  label: string;
  input: 'line' | 'text' | 'email' | Readonly<Record<string, string>>;
  /** The value at first. */
  value?: string;
  optional?: true;
}

/** A request of one side as a form. Without fields it is only a button. */
export interface RequestForm {
  /** Names the form on its page. */
  key: string;
  name: UpdateName;
  side: Side;
  title: string;
  fields: readonly Field[];
  /** Hidden fields. */
  fixed?: Readonly<Record<string, string>>;
}

const CLAUSE_CHOICE = Object.fromEntries(REJECTION_CLAUSES.map((id) => [id, `${id}: ${CLAUSES[id].title}`]));

const text = (name: string, label: string): Field => ({ name, label, input: 'text' });
const NOTE = text('note', 'Words for the customer');
const EVIDENCE: Field = {
  name: 'evidence',
  label: 'Screenshots: their names, commas between',
  input: 'line',
};

const DECISIONS: Readonly<Record<DecideClaim['decision'], { title: string; fields: readonly Field[] }>> = {
  approve: { title: 'Approve the claim', fields: [NOTE] },
  reject: {
    title: 'Reject the claim',
    fields: [{ name: 'clause', label: 'Clause', input: CLAUSE_CHOICE }, NOTE],
  },
  request_evidence: {
    title: 'Ask for more evidence',
    fields: [NOTE],
  },
  reclassify: {
    title: 'Move the claim to another type',
    fields: [{ name: 'claimType', label: 'Type', input: CLAIM_CHOICES }, NOTE],
  },
};

const FORMS: Readonly<Record<UpdateName, (status: PurchaseStatus) => Omit<RequestForm, 'name' | 'side'>[]>> =
  {
    submitClaim: () => [
      {
        key: 'submitClaim',
        title: 'File a claim',
        fields: [
          { name: 'claimType', label: 'What is wrong', input: CLAIM_CHOICES },
          text('reason', 'What happened'),
          { ...EVIDENCE, optional: true },
        ],
      },
    ],
    addEvidence: () => [{ key: 'addEvidence', title: 'Add screenshots', fields: [EVIDENCE] }],
    withdrawClaim: () => [
      {
        key: 'withdrawClaim',
        title: 'Withdraw the claim',
        fields: [{ name: 'reason', label: 'Reason', input: 'line', optional: true }],
      },
    ],
    decideClaim: ({ stage }) =>
      decisionsIn(stage).map((decision) => {
        const { title, fields } = DECISIONS[decision];
        return { key: `decideClaim-${decision}`, fixed: { decision }, title, fields };
      }),
    requestAccess: () => [
      {
        key: 'requestAccess',
        title: 'Ask for access',
        fields: [text('what', 'What support needs to see, and why')],
      },
    ],
    answerAccess: () => [
      { key: 'answerAccess-grant', title: 'Grant access', fields: [], fixed: { granted: 'true' } },
      { key: 'answerAccess-refuse', title: 'Refuse access', fields: [], fixed: { granted: 'false' } },
    ],
    reportRemediation: () => [
      {
        key: 'reportRemediation-done',
        title: 'Report that it is put right',
        fields: [text('summary', 'Words for the customer')],
        fixed: { outcome: 'done' },
      },
      {
        key: 'reportRemediation-not_possible',
        title: 'Report that it cannot be put right',
        fields: [text('summary', 'Words for the customer')],
        fixed: { outcome: 'not_possible' },
      },
    ],
    disputeRemediation: () => [
      {
        key: 'disputeRemediation',
        title: 'Dispute the repair',
        fields: [text('reason', 'What is still wrong')],
      },
    ],
    chooseRemedy: () => [
      {
        key: 'chooseRemedy-refund',
        title: 'Take the full price back',
        fields: [],
        fixed: { remedy: 'refund' },
      },
      {
        key: 'chooseRemedy-replacement',
        title: 'Take a new number',
        fields: [],
        fixed: { remedy: 'replacement' },
      },
    ],
    settleByHand: ({ needsAttention, stage }) => [
      {
        key: 'settleByHand',
        title: 'Settle a step by hand',
        fields: [
          {
            name: 'step',
            label: 'Step',
            input: { cancel: 'Cancel', refund: 'Refund', replacement: 'Replacement' },
            value:
              needsAttention.find(({ step }) => step === 'cancel' || step === 'replacement')?.step ??
              (stage === 'replacing' ? 'replacement' : 'refund'),
          },
          {
            name: 'action',
            label: 'What support does',
            input: {
              retry: 'Try again now',
              done: 'It is done',
              returned_otherwise: 'The money came back another way',
              abandon: 'Give it up',
            },
          },
          {
            name: 'reference',
            label: 'Reference, if it is done or came back',
            input: 'line',
            optional: true,
          },
          text('note', 'Note for support'),
        ],
      },
    ],
    correctContact: () => [
      {
        key: 'correctContact',
        title: 'Correct the customer’s address',
        fields: [{ name: 'email', label: 'Email', input: 'email' }],
      },
    ],
  };

export const isUpdateName = (name: string): name is UpdateName => Object.hasOwn(FORMS, name);

/** The forms for what one side may ask for now. */
export function formsFor(status: PurchaseStatus, side: Side): RequestForm[] {
  return status.allowedActions[side].flatMap((name) =>
    FORMS[name](status).map((form) => Object.assign({ name, side }, form)),
  );
}

/** What was typed, as the argument of an update. The client checks it. */
export function argumentOf(name: UpdateName, by: By, typed: Readonly<Record<string, string>>): object {
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
  const { evidence: names, granted, ...rest } = given;
  return {
    // An empty text is kept, because the policy answers it (P2). A missing field would be malformed.
    ...(name === 'submitClaim' ? { reason: '' } : {}),
    ...rest,
    by,
    ...present({
      evidence: names === undefined ? undefined : evidenceFrom(names),
      granted: granted === undefined ? undefined : granted === 'true',
    }),
  };
}

const evidenceFrom = (names: string): EvidenceRef[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((evidenceId) => ({ evidenceId }));
