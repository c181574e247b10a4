import type { PurchaseStatus } from '../../../../src/contract/status.ts';
import type { By, DecideClaim, UpdateName } from '../../../../src/contract/updates.ts';
import { REJECTION_CLAUSES } from '../../../../src/contract/rejection-clause.ts';
import { CLAUSES } from '../../../../src/policy/clauses.ts';
import { decisionsIn, type Side } from '../../../../src/policy/stages.ts';
import { CLAIM_CHOICES } from '../../../../src/wording/claim-types.ts';

export interface Field {
  name: string;
  label: string;
  input: 'line' | 'text' | 'email' | Readonly<Record<string, string>>;
  /** The value at first. */
  value?: string;
  optional?: true;
}

/** What a customer does on pages of their own (`src/web/customer`): there is no second form for it. */
type OnCustomersPages =
  | 'submitClaim'
  | 'addEvidence'
  | 'withdrawClaim'
  | 'answerAccess'
  | 'disputeRemediation'
  | 'chooseRemedy';

/** A request that has a form here. */
export type FormName = Exclude<UpdateName, OnCustomersPages>;

/** A request of one side as a form. Without fields it is only a button. */
export interface RequestForm {
  /** Names the form on its page. */
  key: string;
  name: FormName;
  title: string;
  fields: readonly Field[];
  /** Hidden fields. */
  fixed?: Readonly<Record<string, string>>;
}

const CLAUSE_CHOICE = Object.fromEntries(REJECTION_CLAUSES.map((id) => [id, `${id}: ${CLAUSES[id].title}`]));

const text = (name: string, label: string): Field => ({ name, label, input: 'text' });
const NOTE = text('note', 'Words for the customer');

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

const FORMS: Readonly<Record<FormName, (status: PurchaseStatus) => Omit<RequestForm, 'name'>[]>> = {
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

export const isFormName = (name: string): name is FormName => Object.hasOwn(FORMS, name);

/** The forms for what one side may ask for now, as far as it is asked for here. */
export function formsFor(status: PurchaseStatus, side: Side): RequestForm[] {
  return status.allowedActions[side]
    .filter(isFormName)
    .flatMap((name) => FORMS[name](status).map((form) => Object.assign({ name }, form)));
}

/** What was typed, as the argument of an update. The client checks it. */
export function argumentOf(by: By, typed: Readonly<Record<string, string>>): object {
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
  return { ...given, by };
}
