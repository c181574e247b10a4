import type { Typed } from './questions.tsx';
import type { Reader } from './reader.ts';

/** The faults of a form, above everything, each with a link to its field. The page opens there. */
export const Summary = ({ faults, reader: { say } }: { faults: Typed; reader: Reader }) => {
  const all = Object.entries(faults);
  if (all.length === 0) return <></>;
  return (
    <div class="alert" role="alert" tabindex={-1} autofocus>
      <h2>{say('form.look_again')}</h2>
      <ul>
        {all.map(([field, fault]) => (
          <li>
            <a href={`#${fieldIds[field] ?? field}`}>{fault}</a>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** Where a choice begins. Other fields have their own name as id. */
const fieldIds: Readonly<Record<string, string>> = {
  remedy: 'remedy-refund',
  granted: 'granted-yes',
  what: 'what-no-code',
};
