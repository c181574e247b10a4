import type { Child } from 'hono/jsx';
import type { Problem } from '../../contract/answers.ts';
import type { Option } from '../../contract/preview.ts';
import type { EvidenceId } from '../../contract/scalars.ts';
import type { Statement } from '../../contract/status.ts';
import type { EvidenceRef, UpdateName, Updates } from '../../contract/updates.ts';
import { describedBy, Fault, Field } from './field.tsx';
import type { CustomerPage } from '../../wording/customer-pages.ts';
import { CUSTOMER_REFUSALS, troubleOf, TROUBLES } from '../../wording/for-customers.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { PICTURE_FIELD } from './picture-form.ts';
import { countOfPictures, EVIDENCE, NamedPictures, picturesIn, Thumbnails } from './pictures.tsx';

/** The fields of a form as they were sent. */
export type Typed = Readonly<Record<string, string>>;

/** What a question is asked about. */
export interface Asked {
  whole: WholePurchase;
  /** The rest of the address, for a question that has several forms. */
  kind: string;
  /** What was typed before. */
  typed: Typed;
  /** The fault of a field, by its name. */
  faults: Typed;
  /** The pictures of this purchase that wait for a claim. Absent: none can be sent here. */
  pictures: readonly EvidenceId[] | undefined;
}

/** One thing that a customer may ask for: a question, then what will follow, then the act. */
export interface Question<N extends UpdateName = UpdateName> {
  page: CustomerPage;
  update: N;
  title(asked: Pick<Asked, 'kind'>): string;
  /** The fields of the form. */
  fields(asked: Asked): Child;
  /** What the update is sent, without who asks; or the faults by field. */
  read(
    typed: Typed,
    kind: string,
  ): { argument: Omit<Updates[N], 'by' | 'claimId' | 'ifRevision'> } | { faults: Typed };
  /** What was typed, for the check. */
  answers(typed: Typed, kind: string): { label: string; text: string }[];
  /** What the customer gives up by it, if anything. */
  costs?(typed: Typed): string | undefined;
  /** Words of the button that does it. */
  confirm(typed: Typed): string;
  /** The heading once it is done. */
  done: string;
}

const REASON = 'reason';

export const wordsField = ({
  name,
  label,
  hint,
  typed,
  faults,
  optional = false,
}: {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
} & Pick<Asked, 'typed' | 'faults'>) => {
  const fault = faults[name];
  return (
    <Field name={name} label={optional ? `${label} (optional)` : label} hint={hint} fault={fault}>
      <textarea
        id={name}
        name={name}
        rows={6}
        maxlength={4000}
        dir="auto"
        {...describedBy(name, { hint, fault })}
      >
        {typed[name] ?? ''}
      </textarea>
    </Field>
  );
};

const evidenceIn = (typed: Typed): EvidenceRef[] => picturesIn(typed).map((evidenceId) => ({ evidenceId }));

const words = (typed: Typed, name: string): string => (typed[name] ?? '').trim();

export const CLAIM: Question<'submitClaim'> = {
  page: 'claim',
  update: 'submitClaim',
  title: ({ kind }) => troubleOf(kind)?.title ?? 'What went wrong?',
  fields({ whole, kind, typed, faults, pictures }) {
    const trouble = troubleOf(kind);
    return (
      <>
        {wordsField({
          name: REASON,
          label: trouble?.question ?? 'What happened?',
          hint: `At least 20 characters, in any language. ${trouble?.hint ?? ''}`,
          typed,
          faults,
        })}
        {pictures && (
          <section class={faults[EVIDENCE] ? 'field wrong' : 'field'} id={EVIDENCE} aria-label="Pictures">
            <Fault name={EVIDENCE} fault={faults[EVIDENCE]} />
            {pictures.length > 0 && (
              <>
                <p>{countOfPictures(pictures.length)} will go along with your claim.</p>
                <Thumbnails purchaseId={whole.purchaseId} pictures={pictures} />
                <NamedPictures pictures={pictures} />
              </>
            )}
            <button name="pictures" value="show" class="secondary outline">
              {pictures.length === 0 ? 'Add pictures' : 'Add or remove pictures'}
            </button>
          </section>
        )}
      </>
    );
  },
  read(typed, kind) {
    const trouble = troubleOf(kind);
    if (trouble === undefined) return { faults: { [REASON]: 'Choose first what went wrong.' } };
    const evidence = evidenceIn(typed);
    return {
      argument: {
        claimType: trouble.claimType,
        reason: words(typed, REASON),
        ...(evidence.length > 0 && { evidence }),
      },
    };
  },
  answers: (typed, kind) => [
    { label: 'What went wrong', text: troubleOf(kind)?.title ?? '' },
    { label: 'In your words', text: words(typed, REASON) },
  ],
  confirm: () => 'File the claim',
  done: 'Your claim is filed',
};

/** Asked on a page of its own: the pictures are there before the question. */
export const MORE_EVIDENCE: Question<'addEvidence'> = {
  page: 'evidence',
  update: 'addEvidence',
  title: () => 'Show us what went wrong',
  fields: ({ pictures = [] }) => <NamedPictures pictures={pictures} />,
  read(typed) {
    const evidence = evidenceIn(typed);
    return evidence.length > 0
      ? { argument: { evidence } }
      : { faults: { [PICTURE_FIELD]: 'Upload a picture first.' } };
  },
  answers: () => [],
  confirm: (typed) => (picturesIn(typed).length === 1 ? 'Add it to my claim' : 'Add them to my claim'),
  done: 'Your pictures are with your claim',
};

const CHOICE: Question<'chooseRemedy'> = {
  page: 'choice',
  update: 'chooseRemedy',
  title: () => 'Your money back, or a new number?',
  fields: ({ typed, faults }) => (
    <fieldset class={faults['remedy'] ? 'wrong' : ''}>
      <legend class="unseen">Your money back, or a new number?</legend>
      <Fault name="remedy" fault={faults['remedy']} />
      <div class="pair">
        <Radio
          name="remedy"
          value="refund"
          typed={typed}
          title="My money back"
          hint="The full price goes back the way you paid. The purchase is closed then."
        />
        <Radio
          name="remedy"
          value="replacement"
          typed={typed}
          title="A new number"
          hint="Another number for the same service, of equal value. You pay nothing. If none can be had, you choose again or get your money back."
        />
      </div>
    </fieldset>
  ),
  read({ remedy }) {
    if (remedy === 'refund' || remedy === 'replacement') return { argument: { remedy } };
    return { faults: { remedy: 'Choose one of the two.' } };
  },
  answers: ({ remedy }) => [
    { label: 'You choose', text: remedy === 'refund' ? 'My money back' : 'A new number' },
  ],
  confirm: ({ remedy }) => (remedy === 'refund' ? 'Take my money back' : 'Take a new number'),
  done: 'Your choice is made',
};

const REFUSAL_COSTS =
  'Your claim ends without money, and no other defect can be claimed for this purchase (clause C3b).';

const ACCESS: Question<'answerAccess'> = {
  page: 'access',
  update: 'answerAccess',
  title: () => 'May our support have access?',
  fields: ({ whole, typed, faults }) => (
    <>
      <Quote said={lastSaid(whole, 'access_requested')} who="Our support asks for" />
      <p>
        Never send passwords or keys here. If you allow it, our support agrees the way with you by mail. Our
        time to put it right stands still until you answer.
      </p>
      <fieldset class={faults['granted'] ? 'wrong' : ''}>
        <legend class="unseen">May our support have access?</legend>
        <Fault name="granted" fault={faults['granted']} />
        <Radio
          name="granted"
          value="yes"
          typed={typed}
          title="Yes, I allow it"
          hint="Our time to put it right runs on from where it stood."
        />
        <Radio name="granted" value="no" typed={typed} title="No, I refuse" hint={REFUSAL_COSTS} />
      </fieldset>
    </>
  ),
  read({ granted }) {
    if (granted === 'yes' || granted === 'no') return { argument: { granted: granted === 'yes' } };
    return { faults: { granted: 'Choose yes or no.' } };
  },
  answers: ({ granted }) => [
    { label: 'Access', text: granted === 'yes' ? 'Yes, I allow it' : 'No, I refuse' },
  ],
  costs: ({ granted }) => (granted === 'yes' ? undefined : REFUSAL_COSTS),
  confirm: ({ granted }) => (granted === 'yes' ? 'Allow access' : 'Refuse access and end my claim'),
  done: 'We have your answer',
};

const DISPUTE: Question<'disputeRemediation'> = {
  page: 'dispute',
  update: 'disputeRemediation',
  title: () => 'What still does not work?',
  fields: ({ whole, typed, faults }) => (
    <>
      <Quote said={lastSaid(whole, 'remediation_done')} who="Our support reported" />
      {wordsField({ name: REASON, label: 'What still does not work?', typed, faults })}
    </>
  ),
  read(typed) {
    const reason = words(typed, REASON);
    if (reason === '') return { faults: { [REASON]: 'Write what still does not work.' } };
    return { argument: { reason } };
  },
  answers: (typed) => [{ label: 'What still does not work', text: words(typed, REASON) }],
  confirm: () => 'Send this',
  done: 'We know that it still does not work',
};

const WITHDRAWAL: Question<'withdrawClaim'> = {
  page: 'withdrawal',
  update: 'withdrawClaim',
  title: () => 'Withdraw your claim?',
  fields: ({ typed, faults }) => (
    <>
      <p>
        A withdrawn claim is over: nobody decides it any more. The next page says what that means for you.
      </p>
      {wordsField({ name: REASON, label: 'Why?', optional: true, typed, faults })}
    </>
  ),
  read(typed) {
    const reason = words(typed, REASON);
    return { argument: reason === '' ? {} : { reason } };
  },
  answers: (typed) => [
    { label: 'You withdraw your claim', text: words(typed, REASON) || 'without a reason' },
  ],
  costs: () => 'Your claim ends: nobody decides it any more.',
  confirm: () => 'Withdraw my claim',
  done: 'Your claim is withdrawn',
};

export const QUESTIONS: readonly Question[] = [
  CLAIM,
  MORE_EVIDENCE,
  CHOICE,
  ACCESS,
  DISPUTE,
  WITHDRAWAL,
] as Question[];

/** The problems of an argument by the fields of the form. */
export function faultsOf(problems: readonly Problem[]): Typed {
  return Object.fromEntries(problems.map(({ field, message }) => [field, sentenceOf(message)]));
}

const sentenceOf = (message: string): string => `This ${message}${message.endsWith('.') ? '' : '.'}`;

const lastSaid = (whole: WholePurchase, kind: Statement['kind']): Statement | undefined =>
  [...(whole.claim?.statements ?? []), ...(whole.statements ?? [])].findLast(
    (each) => each.kind === kind && each.visibility === 'public',
  );

const Quote = ({ said, who }: { said: Statement | undefined; who: string }) =>
  said === undefined ? (
    <></>
  ) : (
    <figure>
      <figcaption>{who}</figcaption>
      <blockquote dir="auto">{said.text}</blockquote>
    </figure>
  );

const Radio = ({
  name,
  value,
  title,
  hint,
  typed,
  disabled = false,
}: {
  name: string;
  value: string;
  title: string;
  hint: string;
  typed: Typed;
  disabled?: boolean;
}) => (
  <div class="choice">
    <input
      type="radio"
      id={`${name}-${value}`}
      name={name}
      value={value}
      aria-describedby={`${name}-${value}-hint`}
      checked={typed[name] === value}
      disabled={disabled}
    />
    <div>
      <label for={`${name}-${value}`}>{title}</label>
      <p id={`${name}-${value}-hint`} class="hint">
        {hint}
      </p>
    </div>
  </div>
);

/** The first question of a claim: which kind of trouble it is, with those that are not taken and why. */
export const TroubleChoice = ({
  options,
  fault,
}: {
  options: readonly Option[];
  fault: string | undefined;
}) => (
  <fieldset class={fault ? 'wrong' : ''}>
    <legend class="unseen">What went wrong?</legend>
    <Fault name="what" fault={fault} />
    {TROUBLES.map(({ key, claimType, title, hint }) => {
      const option = options.find((each) => each.claimType === claimType);
      const why = option?.taken === false ? option.refusal : undefined;
      return (
        <Radio
          name="what"
          value={key}
          title={title}
          hint={why === undefined ? hint : `Not possible now. ${CUSTOMER_REFUSALS[why.code].why}`}
          typed={{}}
          disabled={why !== undefined}
        />
      );
    })}
    <Radio
      name="what"
      value="not-sure"
      title="I am not sure"
      hint="We look at our records and choose the question that fits."
      typed={{}}
    />
  </fieldset>
);

/** The kind of trouble that fits the records, for somebody who is not sure. */
export const troubleByRecord = (options: readonly Option[]): string | undefined =>
  TROUBLES.find(({ claimType }) => options.some((each) => each.claimType === claimType && each.taken))?.key;
