import { randomBytes } from 'node:crypto';
import type { EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import { MEDIA_TYPES } from '../../evidence/picture.ts';
import { isUploadId, MOST_WAITING } from '../../evidence/uploads.ts';
import type { Html } from '../parts/html.ts';
import { addressOf } from './address.ts';
import { describedBy, Field, Hidden } from './field.tsx';
import { framed } from './frame.tsx';
import { Summary } from './fault-summary.tsx';
import { PICTURE_FIELD } from './picture-form.ts';
import type { Typed } from './questions.tsx';
import type { Reader } from './reader.ts';
import type { Visitor } from './visitor.ts';

/** The field of a form that names the pictures which go along with it. */
export const EVIDENCE = 'evidence';

/** The pictures that a form names, in its order. */
export const picturesIn = (typed: Typed): EvidenceId[] => [
  ...new Set((typed[EVIDENCE] ?? '').split(' ').filter(isUploadId)),
];

export const NamedPictures = ({ pictures }: { pictures: readonly EvidenceId[] }) => (
  <input type="hidden" name={EVIDENCE} value={pictures.join(' ')} />
);

/** Small pictures side by side. They are shown to who has a link of the purchase. */
export const Thumbnails = ({
  purchaseId,
  pictures,
  reader,
}: {
  purchaseId: PurchaseId;
  pictures: readonly EvidenceId[];
  reader: Reader;
}) => (
  <ul class="pictures">
    {pictures.map((picture, n) => (
      <li>
        <Thumbnail purchaseId={purchaseId} picture={picture} n={n} reader={reader} />
      </li>
    ))}
  </ul>
);

const Thumbnail = ({
  purchaseId,
  picture,
  n,
  reader,
}: {
  purchaseId: PurchaseId;
  picture: EvidenceId;
  n: number;
  reader: Reader;
}) => (
  <img
    src={addressOf(purchaseId, `evidence/${picture}`)}
    alt={reader.say('pictures.picture', { n: n + 1 })}
    loading="lazy"
  />
);

/** Where the pictures go: into a claim that is being written, with what was typed so far, or into the open one. */
export interface Destination {
  /** The page that goes on with them, e.g. `claim/broken`. */
  page: string;
  typed: Typed;
  /** The revision at which the question was asked. */
  asked: string;
}

/**
 * Where pictures are added, looked at and taken out again. `faults`: what was wrong with what was sent. `isRemoved`: one was
 * taken out just now.
 */
export function picturesPage(
  { whole, reader, formToken }: Visitor,
  {
    pictures,
    to,
    faults,
    isRemoved = false,
  }: { pictures: readonly EvidenceId[]; to: Destination; faults: Typed; isRemoved?: boolean | undefined },
): Html {
  const { purchaseId, claim } = whole;
  const { say } = reader;
  const title = say('pictures.title');
  const hint = say('pictures.hint');
  const most = MOST_WAITING - (claim?.evidence.length ?? 0);
  const kept = { form: formToken, to: to.page, asked: to.asked, ...to.typed };
  const fault = faults[PICTURE_FIELD];
  const isForNew = to.page !== EVIDENCE;
  const upload =
    pictures.length < most ? (
      <form
        method="post"
        action={`${addressOf(purchaseId, EVIDENCE)}${isForNew ? `?to=${to.page}` : ''}`}
        enctype="multipart/form-data"
        data-upload
        data-none={say('picture_fault.picture_empty')}
        data-too-large={say('picture_fault.too_large_to_send')}
        data-sending={say('pictures.sending')}
      >
        {/* A form that is sent again, as when the page is loaded anew, brings no second picture. */}
        <Hidden values={{ ...kept, once: randomBytes(16).toString('base64url') }} />
        <Field
          name={PICTURE_FIELD}
          label={say(pictures.length === 0 ? 'pictures.choose' : 'pictures.choose_another')}
          hint={hint}
          fault={fault}
          reader={reader}
        >
          <input
            type="file"
            id={PICTURE_FIELD}
            name={PICTURE_FIELD}
            accept={Object.values(MEDIA_TYPES).join(',')}
            {...describedBy(PICTURE_FIELD, { hint, fault })}
          />
        </Field>
        <button class={pictures.length === 0 ? '' : 'secondary outline'}>{say('pictures.upload')}</button>
      </form>
    ) : (
      <p class="quiet">{say('pictures.all', { most: MOST_WAITING })}</p>
    );
  // What is wanted next comes first: a picture, and once there is one, to go on with it.
  const goOn = (pictures.length > 0 || isForNew) && (
    <form method="post" action={addressOf(purchaseId, to.page)} class="go-on">
      <Hidden
        values={{
          form: formToken,
          step: isForNew ? 'change' : 'check',
          asked: to.asked,
          ...to.typed,
          [EVIDENCE]: pictures.join(' '),
        }}
      />
      <button class={pictures.length === 0 ? 'secondary outline' : ''}>
        {say(pictures.length === 0 ? 'pictures.without' : isForNew ? 'pictures.go_on' : 'form.continue')}
      </button>
    </form>
  );
  return framed({
    reader,
    title,
    isWrong: Object.keys(faults).length > 0,
    backTo: purchaseId,
    script: 'upload.js',
    children: (
      <>
        <Summary faults={faults} reader={reader} />
        <h1>{title}</h1>
        {isRemoved && (
          <div class="done" role="status">
            <p>{say('pictures.removed')}</p>
          </div>
        )}
        <p>{say('pictures.what_helps')}</p>
        {pictures.length > 0 && (
          <ul class="pictures">
            {pictures.map((picture, n) => (
              <li>
                <Thumbnail purchaseId={purchaseId} picture={picture} n={n} reader={reader} />
                <form method="post" action={addressOf(purchaseId, 'evidence/remove')}>
                  <Hidden values={{ ...kept, remove: picture }} />
                  <button class="secondary outline" aria-label={say('pictures.remove_this', { n: n + 1 })}>
                    {say('pictures.remove')}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
        {pictures.length === 0 ? (
          <>
            {upload}
            {goOn}
          </>
        ) : (
          goOn
        )}
        <p class="quiet">{say(isForNew ? 'pictures.nothing_filed' : 'pictures.nothing_added')}</p>
        {pictures.length > 0 && upload}
      </>
    ),
  });
}
