import type { Html } from '../parts/html.ts';
import { Summary } from './fault-summary.tsx';
import { describedBy, Field } from './field.tsx';
import { framed } from './frame.tsx';
import type { Typed } from './questions.tsx';

/** For somebody without a link that opens anything: how to get one. `lost`: a link was followed that opens nothing. */
export function findPage({ typed, faults, lost }: { typed: Typed; faults: Typed; lost: boolean }): Html {
  const title = lost ? 'This link does not open your purchase any more' : 'Get the link to your purchase';
  return framed({
    title: Object.keys(faults).length > 0 ? `Error: ${title}` : title,
    children: (
      <>
        <Summary faults={faults} />
        <h1>{title}</h1>
        <p class="lead">
          {lost &&
            'It may be too old, or it belongs to another purchase, or this browser does not know it. Nothing is lost: '}
          {lost ? 'we' : 'We'} send a new link to the mail address that you bought with.
        </p>
        <form method="post" action="/find" novalidate>
          <Line
            name="purchase"
            label="Purchase"
            hint="It is at the end of each of our mails, after the word Purchase."
            typed={typed}
            faults={faults}
          />
          <Line
            name="email"
            type="email"
            label="Mail address"
            hint="The one that our mails about this purchase come to."
            typed={typed}
            faults={faults}
          />
          <button>Send me a link</button>
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
  type = 'text',
}: {
  name: string;
  label: string;
  hint: string;
  typed: Typed;
  faults: Typed;
  type?: 'text' | 'email';
}) => {
  const fault = faults[name];
  return (
    <Field name={name} label={label} hint={hint} fault={fault}>
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
export const sentPage = (): Html =>
  framed({
    title: 'Look into your mailbox',
    children: (
      <>
        <h1>Look into your mailbox</h1>
        <p class="lead">
          If a purchase of this name was bought with this address, a mail with a link is on its way to it. We
          send at most one in five minutes.
        </p>
        <p>
          No mail after some minutes? Look among unwanted mails, or <a href="/find">try again</a> with the
          purchase as one of our mails names it.
        </p>
      </>
    ),
  });

/** Something of ours does not answer. Nothing was done. */
export const unavailablePage = (): Html =>
  framed({
    title: 'Not available now',
    children: (
      <>
        <h1>This is not available now</h1>
        <p class="lead">
          Something of ours does not answer. Your purchase is safe, and its deadlines go on as they are. If
          you have just sent something and see this page, send it again: it is done once.
        </p>
        <p>Please try it again in a minute.</p>
      </>
    ),
  });

export const tooManyPage = (): Html =>
  framed({
    title: 'Too many tries',
    children: (
      <>
        <h1>Too many tries</h1>
        <p class="lead">Please wait a minute, then try it again.</p>
      </>
    ),
  });

export const notFoundPage = (): Html =>
  framed({
    title: 'There is no such page',
    children: (
      <>
        <h1>There is no such page</h1>
        <p class="lead">
          The address may be cut off. Open the link in our mail again, or <a href="/find">get a new link</a>.
        </p>
      </>
    ),
  });

/** What was sent cannot be read as one of our forms. */
export const unreadPage = (tooLarge: boolean): Html =>
  framed({
    title: 'This could not be read',
    children: (
      <>
        <h1>This could not be read</h1>
        <p class="lead">
          {tooLarge
            ? 'What you sent is too long: a text has up to 4,000 characters. Go back, shorten it, and send it again.'
            : 'What arrived here is not one of our forms, so nothing was done. Go back and send it again.'}
        </p>
      </>
    ),
  });

/** A form that was not sent from our own page. */
export const notOursPage = (): Html =>
  framed({
    title: 'Please send it again',
    children: (
      <>
        <h1>Nothing was done</h1>
        <p class="lead">
          This form did not come from an open page of your purchase. Open the link in our mail again and send
          it from there.
        </p>
      </>
    ),
  });

export const brokenPage = (requestId: string): Html =>
  framed({
    title: 'Something is broken here',
    children: (
      <>
        <h1>Something is broken here</h1>
        <p class="lead">
          It is our fault, and on record under <bdi>{requestId}</bdi>. Your purchase is safe. Please try it
          again, or reply to one of our mails.
        </p>
      </>
    ),
  });
