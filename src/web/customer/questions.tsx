import type { Child } from 'hono/jsx';
import type { PreviewAnswer } from '../../client/preview-request.ts';
import type { ClauseId } from '../../contract/clause-id.ts';
import type { Problem, WhyRefused } from '../../contract/answers.ts';
import type { Option } from '../../contract/preview.ts';
import type { EvidenceId, Timestamp } from '../../contract/scalars.ts';
import type { Statement } from '../../contract/status.ts';
import { REASON_SHORTEST, WORDS_LONGEST } from '../../contract/text-bounds.ts';
import type { ClaimType, EvidenceRef, Remedy, UpdateName, Updates } from '../../contract/updates.ts';
import { describedBy, Fault, Field } from './field.tsx';
import type { CustomerPage } from '../../wording/customer-pages.ts';
import { policyVersion } from '../../policy/versions.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { Moment } from './moment.tsx';
import { Amount, Clause } from './money.tsx';
import { PICTURE_FIELD } from './picture-form.ts';
import { EVIDENCE, NamedPictures, picturesIn, Thumbnails } from './pictures.tsx';
import type { Reader } from './reader.ts';
import type { PlainTextKey } from './texts/catalogue.ts';
import { troubleOf, troubleOfClaim, TROUBLES } from './troubles.ts';

/** The fields of a form as they were sent. */
export type Typed = Readonly<Record<string, string>>;

/** What is wrong with the fields of a form. */
type Faults = Readonly<Record<string, PlainTextKey>>;

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
  /** What each remedy would do now. Absent where nobody chooses between them. */
  remedies?: Remedies | undefined;
  reader: Reader;
}

/** What each remedy of a claim would do if it were chosen now, as the purchase has answered. */
export type Remedies = Readonly<Record<Remedy, PreviewAnswer>>;

/** One thing that a customer may ask for: a question, then what will follow, then the act. */
export interface Question<N extends UpdateName = UpdateName> {
  page: CustomerPage;
  update: N;
  title(kind: string): PlainTextKey;
  /** The fields of the form. */
  fields(asked: Asked): Child;
  /** What the update is sent, without who asks; or the faults by field. */
  read(
    typed: Typed,
    kind: string,
  ): { argument: Omit<Updates[N], 'by' | 'claimId' | 'ifRevision'> } | { faults: Faults };
  /** What was typed, for the check. */
  answers(typed: Typed, asked: Pick<Asked, 'kind'> & Pick<Reader, 'say'>): { label: string; text: string }[];
  /** What the customer gives up by it, if anything, and by which clause. */
  costs?(typed: Typed): { words: PlainTextKey; clause?: ClauseId } | undefined;
  /** Words of the button that does it. */
  confirm(typed: Typed, reader: Reader): string;
  /** The heading once it is done. */
  done: PlainTextKey;
}

const REASON = 'reason';

export const wordsField = ({
  name,
  label,
  hint,
  typed,
  faults,
  reader,
}: {
  name: string;
  label: string;
  hint?: string;
} & Pick<Asked, 'typed' | 'faults' | 'reader'>) => {
  const fault = faults[name];
  return (
    <Field name={name} label={label} hint={hint} fault={fault} reader={reader}>
      <textarea
        id={name}
        name={name}
        rows={6}
        maxlength={WORDS_LONGEST}
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
  title: (kind) => troubleTitle(kind) ?? 'trouble.question',
  fields({ whole, kind, typed, faults, pictures, reader }) {
    const { say } = reader;
    const trouble = troubleOf(kind)?.key;
    return (
      <>
        {wordsField({
          name: REASON,
          label: say(trouble === undefined ? 'form.what_happened' : `trouble.${trouble}.question`),
          hint: say('form.at_least_hint', {
            least: REASON_SHORTEST,
            hint: trouble === undefined ? '' : say(`trouble.${trouble}.hint`),
          }),
          typed,
          faults,
          reader,
        })}
        {pictures && (
          <section
            class={faults[EVIDENCE] ? 'field wrong' : 'field'}
            id={EVIDENCE}
            aria-label={say('claim.pictures')}
          >
            <Fault name={EVIDENCE} fault={faults[EVIDENCE]} reader={reader} />
            {pictures.length > 0 && (
              <>
                <p>{say('claim.pictures_go_along', { n: pictures.length })}</p>
                <Thumbnails purchaseId={whole.purchaseId} pictures={pictures} reader={reader} />
                <NamedPictures pictures={pictures} />
              </>
            )}
            <button name="pictures" value="show" class="secondary outline">
              {say(pictures.length === 0 ? 'claim.add_pictures' : 'claim.change_pictures')}
            </button>
          </section>
        )}
      </>
    );
  },
  read(typed, kind) {
    const trouble = troubleOf(kind);
    if (trouble === undefined) return { faults: { [REASON]: 'form.choose_first' } };
    const evidence = evidenceIn(typed);
    return {
      argument: {
        claimType: trouble.claimType,
        reason: words(typed, REASON),
        ...(evidence.length > 0 && { evidence }),
      },
    };
  },
  answers(typed, { kind, say }) {
    const trouble = troubleTitle(kind);
    return [
      { label: say('claim.what'), text: trouble === undefined ? '' : say(trouble) },
      { label: say('claim.in_your_words'), text: words(typed, REASON) },
    ];
  },
  confirm: (_typed, { say }) => say('claim.confirm'),
  done: 'claim.done',
};

function troubleTitle(kind: string): PlainTextKey | undefined {
  const trouble = troubleOf(kind);
  return trouble && `trouble.${trouble.key}.title`;
}

/** Asked on a page of its own: the pictures are there before the question. */
export const MORE_EVIDENCE: Question<'addEvidence'> = {
  page: 'evidence',
  update: 'addEvidence',
  title: () => 'pictures.title',
  fields: ({ pictures = [] }) => <NamedPictures pictures={pictures} />,
  read(typed) {
    const evidence = evidenceIn(typed);
    return evidence.length > 0
      ? { argument: { evidence } }
      : { faults: { [PICTURE_FIELD]: 'pictures.upload_first' } };
  },
  answers: () => [],
  confirm: (typed, { say }) => say('pictures.confirm', { n: picturesIn(typed).length }),
  done: 'pictures.done',
};

const CHOICE: Question<'chooseRemedy'> = {
  page: 'choice',
  update: 'chooseRemedy',
  title: () => 'choice.question',
  fields: ({ typed, faults, remedies, whole, reader }) => (
    <fieldset class={faults['remedy'] ? 'wrong' : ''}>
      <legend class="unseen">{reader.say('choice.question')}</legend>
      <Fault name="remedy" fault={faults['remedy']} reader={reader} />
      <div class="pair">
        <Radio
          name="remedy"
          value="refund"
          typed={typed}
          title={reader.say('choice.refund')}
          hint={<RemedyHint remedy="refund" remedies={remedies} whole={whole} reader={reader} />}
        />
        <Radio
          name="remedy"
          value="replacement"
          typed={typed}
          title={reader.say('choice.replacement')}
          hint={<RemedyHint remedy="replacement" remedies={remedies} whole={whole} reader={reader} />}
        />
      </div>
    </fieldset>
  ),
  read({ remedy }) {
    if (remedy === 'refund' || remedy === 'replacement') return { argument: { remedy } };
    return { faults: { remedy: 'choice.choose' } };
  },
  answers: ({ remedy }, { say }) => [
    {
      label: say('choice.you_choose'),
      text: say(remedy === 'refund' ? 'choice.refund' : 'choice.replacement'),
    },
  ],
  confirm: ({ remedy }, { say }) =>
    say(remedy === 'refund' ? 'choice.confirm_refund' : 'choice.confirm_replacement'),
  done: 'choice.done',
};

/** What a remedy would do, by which clause; or why it cannot be chosen. */
const RemedyHint = ({
  remedy,
  remedies,
  whole: { depth, policyVersion: version },
  reader,
}: { remedy: Remedy } & Pick<Asked, 'remedies' | 'whole' | 'reader'>) => {
  const { say, sayAround } = reader;
  const { answer, follows } = remedies?.[remedy] ?? {};
  if (answer?.accepted === false && 'clause' in answer) return <WhyNot refusal={answer} reader={reader} />;
  const money = follows?.money;
  switch (remedy) {
    case 'refund':
      return (
        <>
          {money?.kind === 'refund' && (
            <>
              {sayAround('follows.refund', {
                money: <Amount money={money.amount} reader={reader} />,
                clause: '',
              })}{' '}
            </>
          )}
          {say('choice.refund.hint')}{' '}
          {money?.kind === 'refund' && <Clause clause={money.clause} reader={reader} />}
        </>
      );
    case 'replacement': {
      const most = policyVersion(version)?.deepestReplacement;
      return (
        <>
          {money?.kind === 'replacement' && <>{sayAround('follows.replacement', { clause: '' })} </>}
          {say('choice.replacement.hint')}
          {most !== undefined && ` ${say('choice.replacement.nth', { n: depth + 1, most })}`}{' '}
          {money?.kind === 'replacement' && <Clause clause="C3a" reader={reader} />}
        </>
      );
    }
    default:
      return remedy satisfies never;
  }
};

const ACCESS: Question<'answerAccess'> = {
  page: 'access',
  update: 'answerAccess',
  title: () => 'access.question',
  fields: ({ whole, typed, faults, reader }) => (
    <>
      <Quote said={lastSaid(whole, 'access_requested')} who={reader.say('access.asked_for')} />
      <p>{reader.say('access.no_passwords')}</p>
      <fieldset class={faults['granted'] ? 'wrong' : ''}>
        <legend class="unseen">{reader.say('access.question')}</legend>
        <Fault name="granted" fault={faults['granted']} reader={reader} />
        <Radio
          name="granted"
          value="yes"
          typed={typed}
          title={reader.say('access.yes')}
          hint={reader.say('access.yes.hint')}
        />
        <Radio
          name="granted"
          value="no"
          typed={typed}
          title={reader.say('access.no')}
          hint={
            <>
              {reader.say('access.no_costs')} <Clause clause="C3b" reader={reader} />
            </>
          }
        />
      </fieldset>
    </>
  ),
  read({ granted }) {
    if (granted === 'yes' || granted === 'no') return { argument: { granted: granted === 'yes' } };
    return { faults: { granted: 'access.choose' } };
  },
  answers: ({ granted }, { say }) => [
    { label: say('access.answer'), text: say(granted === 'yes' ? 'access.yes' : 'access.no') },
  ],
  costs: ({ granted }) => (granted === 'yes' ? undefined : { words: 'access.no_costs', clause: 'C3b' }),
  confirm: ({ granted }, { say }) => say(granted === 'yes' ? 'access.confirm_yes' : 'access.confirm_no'),
  done: 'access.done',
};

const DISPUTE: Question<'disputeRemediation'> = {
  page: 'dispute',
  update: 'disputeRemediation',
  title: () => 'dispute.question',
  fields: ({ whole, typed, faults, reader }) => (
    <>
      <Quote said={lastSaid(whole, 'remediation_done')} who={reader.say('dispute.reported')} />
      {wordsField({ name: REASON, label: reader.say('dispute.question'), typed, faults, reader })}
    </>
  ),
  read(typed) {
    const reason = words(typed, REASON);
    if (reason === '') return { faults: { [REASON]: 'dispute.write' } };
    return { argument: { reason } };
  },
  answers: (typed, { say }) => [{ label: say('dispute.answer'), text: words(typed, REASON) }],
  confirm: (_typed, { say }) => say('dispute.confirm'),
  done: 'dispute.done',
};

const WITHDRAWAL: Question<'withdrawClaim'> = {
  page: 'withdrawal',
  update: 'withdrawClaim',
  title: () => 'withdrawal.question',
  fields: ({ typed, faults, reader }) => (
    <>
      <p>{reader.say('withdrawal.means')}</p>
      {wordsField({
        name: REASON,
        label: reader.say('form.optional', { label: reader.say('withdrawal.why') }),
        typed,
        faults,
        reader,
      })}
    </>
  ),
  read(typed) {
    const reason = words(typed, REASON);
    return { argument: reason === '' ? {} : { reason } };
  },
  answers: (typed, { say }) => [
    {
      label: say('withdrawal.answer'),
      text: words(typed, REASON) || say('withdrawal.without_reason'),
    },
  ],
  costs: () => ({ words: 'withdrawal.costs' }),
  confirm: (_typed, { say }) => say('withdrawal.confirm'),
  done: 'withdrawal.done',
};

export const QUESTIONS: readonly Question[] = [
  CLAIM,
  MORE_EVIDENCE,
  CHOICE,
  ACCESS,
  DISPUTE,
  WITHDRAWAL,
] as Question[];

/**
 * The problems of an argument by the fields of the form. Their own messages are for who writes programs. A page can only
 * send a text of wrong length, so the field needs one message.
 */
export function faultsOf(problems: readonly Problem[], { say }: Pick<Reader, 'say'>): Typed {
  return Object.fromEntries(
    problems.map(({ field }) => [
      field,
      field === REASON ? say('form.at_most', { most: String(WORDS_LONGEST) }) : say('form.not_taken'),
    ]),
  );
}

/** A reason with which a claim is not taken yet. */
export const tooShort = ({ say }: Pick<Reader, 'say'>): Typed => ({
  [REASON]: say('form.at_least', { least: REASON_SHORTEST }),
});

/** Faults in the words of who reads the page. */
export const faultsFor = ({ say }: Pick<Reader, 'say'>, faults: Faults): Typed =>
  Object.fromEntries(Object.entries(faults).map(([field, fault]) => [field, say(fault)]));

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
}: {
  name: string;
  value: string;
  title: string;
  hint: Child;
  typed: Typed;
}) => (
  <div class="choice">
    <input
      type="radio"
      id={`${name}-${value}`}
      name={name}
      value={value}
      aria-describedby={`${name}-${value}-hint`}
      checked={typed[name] === value}
    />
    <div>
      <label for={`${name}-${value}`}>{title}</label>
      <p id={`${name}-${value}-hint`} class="hint">
        {hint}
      </p>
    </div>
  </div>
);

/** Why something is not taken now, by which clause, what would change that, and what to do instead. */
const WhyNot = ({
  refusal: { code, clause, retryAt, deadline, changesAt },
  reader: { say, sayAround, ...reader },
}: {
  refusal: Pick<WhyRefused, 'code'> & Partial<WhyRefused>;
  reader: Reader;
}) => {
  const from = retryAt ?? changesAt;
  const moment = (at: Timestamp) => ({ at: <Moment at={at} reader={{ ...reader, say, sayAround }} /> });
  return (
    <>
      {say('trouble.not_now', { why: say(`refusal.${code}.why`) })}
      {deadline && <> {sayAround('refused.ended', moment(deadline))}</>}
      {from && <> {sayAround('refused.changes', moment(from))}</>}{' '}
      {say(`refusal.${code}.instead`, { least: REASON_SHORTEST })}
      {clause && <> {say('clause.in_brackets', { clause, title: say(`clause.${clause}.title`) })}</>}
    </>
  );
};

/**
 * The first question of a claim: which kind of trouble it is. Those that are not taken say why, and can be chosen all the
 * same: a keyboard would not reach them otherwise, and the next page says it at length.
 */
export const TroubleChoice = ({
  options,
  fault,
  reader,
}: {
  options: readonly Option[];
  fault: string | undefined;
  reader: Reader;
}) => (
  <fieldset class={fault ? 'wrong' : ''}>
    <legend class="unseen">{reader.say('trouble.question')}</legend>
    <Fault name="what" fault={fault} reader={reader} />
    {TROUBLES.map(({ key, claimType }) => {
      const { say } = reader;
      const option = options.find((each) => each.claimType === claimType);
      const why = option?.taken === false ? option.refusal : undefined;
      return (
        <Radio
          name="what"
          value={key}
          title={say(`trouble.${key}.title`)}
          hint={why === undefined ? say(`trouble.${key}.hint`) : <WhyNot refusal={why} reader={reader} />}
          typed={{}}
        />
      );
    })}
    <Radio
      name="what"
      value="not-sure"
      title={reader.say('trouble.not-sure.title')}
      hint={reader.say('trouble.not-sure.hint')}
      typed={{}}
    />
  </fieldset>
);

/** Only with a code on record a claim is taken that the number did not work, so that it says most about the record. */
const BY_RECORD: readonly ClaimType[] = ['invalid_number', 'non_receipt', 'major_defect'];

/** The kind of trouble that fits the records, for somebody who is not sure. */
export function troubleByRecord(options: readonly Option[]): string | undefined {
  const isTaken = (claimType: ClaimType): boolean =>
    options.some((each) => each.claimType === claimType && each.taken);
  const fitting = BY_RECORD.find(isTaken);
  return fitting && troubleOfClaim(fitting);
}
