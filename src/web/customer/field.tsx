import type { Child } from 'hono/jsx';
import type { Reader } from './reader.ts';

/** What goes along with a form unseen. */
export const Hidden = ({ values }: { values: Readonly<Record<string, string>> }) => (
  <>
    {Object.entries(values).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);

/** What was wrong with an answer, beside it. */
export const Fault = ({
  name,
  fault,
  reader: { say },
}: {
  name: string;
  fault: string | undefined;
  reader: Reader;
}) =>
  fault === undefined ? (
    <></>
  ) : (
    <p id={`${name}-fault`} class="fault">
      <span class="unseen">{say('form.wrong')} </span>
      {fault}
    </p>
  );

/** A control with its label, a hint, and what was wrong with it. */
export const Field = ({
  name,
  label,
  hint,
  fault,
  reader,
  children,
}: {
  name: string;
  label: string;
  hint?: string | undefined;
  fault: string | undefined;
  reader: Reader;
  children?: Child;
}) => (
  <div class={fault ? 'field wrong' : 'field'}>
    <label for={name}>{label}</label>
    {hint && (
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    )}
    <Fault name={name} fault={fault} reader={reader} />
    {children}
  </div>
);

/** What a control says of itself to who does not see its hint and its fault. */
export function describedBy(
  name: string,
  { hint, fault }: { hint?: string | undefined; fault: string | undefined },
) {
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return {
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(fault ? { 'aria-invalid': 'true' as const } : {}),
  };
}
