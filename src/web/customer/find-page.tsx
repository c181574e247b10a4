import type { PurchaseId } from '../../contract/scalars.ts';
import { WORDS_LONGEST } from '../../contract/text-bounds.ts';
import type { Html } from '../parts/html.ts';
import { Summary } from './fault-summary.tsx';
import { describedBy, Field } from './field.tsx';
import { timeWords } from './follows.tsx';
import { framed } from './frame.tsx';
import type { Typed } from './questions.tsx';
import type { Reader } from './reader.ts';

/** For somebody without a link that opens anything: how to get one. `lost`: a link was followed that opens nothing. */
export function findPage(
  reader: Reader,
  { typed, faults, lost }: { typed: Typed; faults: Typed; lost: boolean },
): Html {
  const { say } = reader;
  const title = say(lost ? 'find.lost.title' : 'find.title');
  return framed({
    reader,
    title,
    isWrong: Object.keys(faults).length > 0,
    children: (
      <>
        <Summary faults={faults} reader={reader} />
        <h1>{title}</h1>
        <p class="lead">{say(lost ? 'find.lost.lead' : 'find.lead')}</p>
        <form method="post" action="/find" novalidate>
          <Line
            name="purchase"
            label={say('find.purchase')}
            hint={say('find.purchase.hint')}
            typed={typed}
            faults={faults}
            reader={reader}
          />
          <Line
            name="email"
            type="email"
            label={say('find.email')}
            hint={say('find.email.hint')}
            typed={typed}
            faults={faults}
            reader={reader}
          />
          <button>{say('find.send')}</button>
        </form>
      </>
    ),
  });
}

const Line = ({
  name,
  label,
  hint,
  typed,
  faults,
  reader,
  type = 'text',
}: {
  name: string;
  label: string;
  hint: string;
  typed: Typed;
  faults: Typed;
  reader: Reader;
  type?: 'text' | 'email';
}) => {
  const fault = faults[name];
  return (
    <Field name={name} label={label} hint={hint} fault={fault} reader={reader}>
      <input
        id={name}
        name={name}
        type={type}
        value={typed[name] ?? ''}
        maxlength={254}
        autocomplete={type === 'email' ? 'email' : 'off'}
        spellcheck={false}
        {...describedBy(name, { hint, fault })}
      />
    </Field>
  );
};

/** The same words whether or not there is such a purchase: who asks may be a stranger. */
export const sentPage = (reader: Reader): Html => {
  const { say, sayAround } = reader;
  return framed({
    reader,
    title: say('sent.title'),
    children: (
      <>
        <h1>{say('sent.title')}</h1>
        <p class="lead">{say('sent.lead')}</p>
        <p>{sayAround('sent.no_mail', { again: <a href="/find">{say('sent.try_again')}</a> })}</p>
      </>
    ),
  });
};

/** Something of ours does not answer. Nothing was done. */
export const unavailablePage = (reader: Reader): Html => {
  const { say } = reader;
  return framed({
    reader,
    title: say('unavailable.title'),
    children: (
      <>
        <h1>{say('unavailable.heading')}</h1>
        <p class="lead">{say('unavailable.lead')}</p>
        <p>{say('unavailable.again')}</p>
      </>
    ),
  });
};

/** Nothing was done. `seconds`: after them the next one is taken. */
export const tooManyPage = (
  reader: Reader,
  { seconds, backTo }: { seconds: number; backTo?: PurchaseId | undefined },
): Html => {
  const { say } = reader;
  return framed({
    reader,
    title: say('too_many.title'),
    backTo,
    children: (
      <>
        <h1>{say('too_many.title')}</h1>
        <p class="lead">{say('too_many.lead', { time: timeWords(seconds * 1_000, reader) })}</p>
      </>
    ),
  });
};

export const notFoundPage = (reader: Reader): Html => {
  const { say, sayAround } = reader;
  return framed({
    reader,
    title: say('not_found.title'),
    children: (
      <>
        <h1>{say('not_found.title')}</h1>
        <p class="lead">
          {sayAround('not_found.lead', { find: <a href="/find">{say('not_found.get_link')}</a> })}
        </p>
      </>
    ),
  });
};

/** What was sent cannot be read as one of our forms. */
export const unreadPage = (reader: Reader, { isTooLarge }: { isTooLarge: boolean }): Html => {
  const { say } = reader;
  return framed({
    reader,
    title: say('unread.title'),
    children: (
      <>
        <h1>{say('unread.title')}</h1>
        <p class="lead">
          {isTooLarge ? say('unread.too_long', { most: WORDS_LONGEST }) : say('unread.no_form')}
        </p>
      </>
    ),
  });
};

/** A form that was not sent from our own page. */
export const notOursPage = (reader: Reader): Html => {
  const { say } = reader;
  return framed({
    reader,
    title: say('not_ours.title'),
    children: (
      <>
        <h1>{say('not_ours.heading')}</h1>
        <p class="lead">{say('not_ours.lead')}</p>
      </>
    ),
  });
};

export const brokenPage = (reader: Reader, requestId: string): Html => {
  const { say, sayAround } = reader;
  return framed({
    reader,
    title: say('broken.title'),
    children: (
      <>
        <h1>{say('broken.title')}</h1>
        <p class="lead">{sayAround('broken.lead', { reference: <bdi>{requestId}</bdi> })}</p>
      </>
    ),
  });
};
