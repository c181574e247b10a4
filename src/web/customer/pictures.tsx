import { randomBytes } from 'node:crypto';
import type { EvidenceId, PurchaseId } from '../../contract/scalars.ts';
import { MEDIA_TYPES } from '../../evidence/picture.ts';
import { isUploadId, MOST_WAITING } from '../../evidence/uploads.ts';
import type { Html } from '../parts/html.ts';
import { addressOf, backToPurchase } from './address.ts';
import { describedBy, Field, Hidden } from './field.tsx';
import { framed } from './frame.tsx';
import { Summary } from './fault-summary.tsx';
import { PICTURE_FIELD } from './picture-form.ts';
import type { Typed } from './questions.tsx';
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
}: {
  purchaseId: PurchaseId;
  pictures: readonly EvidenceId[];
}) => (
  <ul class="pictures">
    {pictures.map((picture, n) => (
      <li>
        <Thumbnail purchaseId={purchaseId} picture={picture} n={n} />
      </li>
    ))}
  </ul>
);

const Thumbnail = ({
  purchaseId,
  picture,
  n,
}: {
  purchaseId: PurchaseId;
  picture: EvidenceId;
  n: number;
}) => <img src={addressOf(purchaseId, `evidence/${picture}`)} alt={`Picture ${n + 1}`} loading="lazy" />;

/** How many pictures, in words. */
export const countOfPictures = (count: number): string =>
  count === 0 ? 'None' : count === 1 ? 'One picture' : `${count} pictures`;

/** Where the pictures go: into a claim that is being written, with what was typed so far, or into the open one. */
export interface Destination {
  /** The page that goes on with them, e.g. `claim/broken`. */
  page: string;
  typed: Typed;
  /** The revision at which the question was asked. */
  asked: string;
}

const UPLOAD_HINT = 'JPEG, PNG or WebP, 10 MB at most, one at a time. We remove where it was taken.';

/** Where pictures are added, looked at and taken out again. `faults`: what was wrong with what was sent. */
export function picturesPage(
  { whole, formToken }: Visitor,
  { pictures, to, faults }: { pictures: readonly EvidenceId[]; to: Destination; faults: Typed },
): Html {
  const { purchaseId, claim } = whole;
  const title = 'Show us what went wrong';
  const isWrong = Object.keys(faults).length > 0;
  const most = MOST_WAITING - (claim?.evidence.length ?? 0);
  const kept = { form: formToken, to: to.page, asked: to.asked, ...to.typed };
  const fault = faults[PICTURE_FIELD];
  const isForNew = to.page !== EVIDENCE;
  return framed({
    title: isWrong ? `Error: ${title}` : title,
    back: backToPurchase(purchaseId),
    script: 'upload.js',
    children: (
      <>
        <Summary faults={faults} />
        <h1>{title}</h1>
        <p>
          Helpful are pictures of the number, of the message that you saw, and of the time. Only you and our
          support see them.
        </p>
        {pictures.length > 0 && (
          <ul class="pictures">
            {pictures.map((picture, n) => (
              <li>
                <Thumbnail purchaseId={purchaseId} picture={picture} n={n} />
                <form method="post" action={addressOf(purchaseId, 'evidence/remove')}>
                  <Hidden values={{ ...kept, remove: picture }} />
                  <button class="secondary outline" aria-label={`Remove picture ${n + 1}`}>
                    Remove
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
        {pictures.length < most ? (
          <form
            method="post"
            action={`${addressOf(purchaseId, EVIDENCE)}${isForNew ? `?to=${to.page}` : ''}`}
            enctype="multipart/form-data"
            data-upload
          >
            {/* A form that is sent again, as when the page is loaded anew, brings no second picture. */}
            <Hidden values={{ ...kept, once: randomBytes(16).toString('base64url') }} />
            <Field
              name={PICTURE_FIELD}
              label={pictures.length === 0 ? 'Choose a picture' : 'Choose another picture'}
              hint={UPLOAD_HINT}
              fault={fault}
            >
              <input
                type="file"
                id={PICTURE_FIELD}
                name={PICTURE_FIELD}
                accept={Object.values(MEDIA_TYPES).join(',')}
                {...describedBy(PICTURE_FIELD, { hint: UPLOAD_HINT, fault })}
              />
            </Field>
            <button class={pictures.length === 0 ? '' : 'secondary outline'}>Upload this picture</button>
          </form>
        ) : (
          <p class="quiet">A claim takes {MOST_WAITING} pictures: that is all.</p>
        )}
        {(pictures.length > 0 || isForNew) && (
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
              {isForNew ? 'Back to my claim' : 'Continue'}
            </button>
          </form>
        )}
        <p class="quiet">
          {isForNew
            ? 'Nothing is filed yet: the pictures go along when you file the claim, within a day.'
            : 'Nothing is in your claim yet: the next page asks whether to add them.'}
        </p>
      </>
    ),
  });
}
