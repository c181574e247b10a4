import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { EvidenceId } from '../../contract/scalars.ts';
import { claimWith } from '../../evidence/put-into-claim.ts';
import { StoreUnavailable } from '../../evidence/store.ts';
import type { Received } from '../../evidence/uploads.ts';
import { removeNotTaken } from '../../ledger/write/evidence-uploads.ts';
import type { EvidenceContext, ApiContext } from '../api/parts.ts';
import { ProblemError } from '../api/problems.ts';
import { STORE_FAILED } from '../api/evidence.ts';
import { pictureAnswer } from '../api/picture-answer.ts';
import { callerOf, type PageAnswer } from './act-flow.ts';
import { addressOf } from './address.ts';
import { PICTURE_FIELD, readPictureForm } from './picture-form.ts';
import { EVIDENCE, picturesPage, type Destination } from './pictures.tsx';
import type { Typed } from './questions.tsx';
import type { PageTextKey } from './texts/catalogue.ts';
import { troubleOf } from './troubles.ts';
import type { Visitor } from './visitor.ts';

type PictureFault = Extract<PageTextKey, `picture_fault.${string}`>;

/** What could not be read at all, by the status that it is answered with elsewhere. */
const UNREAD: Readonly<Partial<Record<number, PictureFault>>> = {
  400: 'picture_fault.cut_off',
  408: 'picture_fault.arrived_slowly',
  413: 'picture_fault.too_large',
  503: 'picture_fault.later',
};

const CONTROLS: ReadonlySet<string> = new Set([
  'form',
  'once',
  'to',
  'asked',
  'remove',
  EVIDENCE,
  PICTURE_FIELD,
]);

/** In the address of the page of pictures: one was taken out just now. */
export const REMOVED = 'removed';

/** Where the pictures of a form, or of an address, go. Only pages of ours take them. */
export function destinationOf(fields: Typed, { whole }: Visitor): Destination {
  const [, kind = ''] = /^claim\/([a-z-]+)$/.exec(fields['to'] ?? '') ?? [];
  const asked = /^\d{1,15}$/.test(fields['asked'] ?? '') ? (fields['asked'] ?? '') : String(whole.revision);
  if (troubleOf(kind) === undefined) return { page: EVIDENCE, typed: {}, asked };
  const typed = Object.entries(fields).filter(([name]) => !CONTROLS.has(name));
  return { page: `claim/${kind}`, typed: Object.fromEntries(typed), asked };
}

export const waitingFor = async (
  { uploads }: EvidenceContext,
  { whole: { purchaseId } }: Visitor,
): Promise<EvidenceId[]> => (await uploads.waiting(purchaseId)).map(({ evidenceId }) => evidenceId);

/** The page of pictures. After something was done without a claim that is being written, its own address. */
async function shown(
  evidence: EvidenceContext,
  visitor: Visitor,
  {
    to,
    fault,
    status = 422,
    isRemoved = false,
  }: { to: Destination; fault?: PictureFault | undefined; status?: 422 | 503; isRemoved?: boolean },
): Promise<PageAnswer> {
  if (fault === undefined && to.page === EVIDENCE) {
    const address = addressOf(visitor.whole.purchaseId, EVIDENCE);
    return { to: isRemoved ? `${address}?${REMOVED}` : address };
  }
  const pictures = await waitingFor(evidence, visitor);
  const faults: Typed = fault === undefined ? {} : { [PICTURE_FIELD]: visitor.reader.say(fault) };
  const page = picturesPage(visitor, { pictures, to, faults, isRemoved });
  return { status: fault === undefined ? 200 : status, page };
}

/** Shows the pictures to whom is writing a claim. */
export const picturesFor = (
  evidence: EvidenceContext,
  visitor: Visitor,
  to: Destination,
): Promise<PageAnswer> => shown(evidence, visitor, { to });

/**
 * Takes one picture. `judge`: throws if the form is not one of this browser's, by its fields. Throws what that throws,
 * `LedgerUnavailable`, and `ProblemError`, 429.
 */
export async function takePicture(
  context: ApiContext,
  evidence: EvidenceContext,
  c: Context,
  { visitor, judge }: { visitor: Visitor; judge: (fields: Typed) => void },
): Promise<PageAnswer> {
  const { purchaseId } = visitor.whole;
  let to = destinationOf({}, visitor);
  const take = async (picture: Request, fields: Typed): Promise<Received> => {
    judge(fields);
    to = destinationOf(fields, visitor);
    context.limitWrites(purchaseId);
    const { name: caller } = callerOf(purchaseId);
    return evidence.reader.withPicture(picture, purchaseId, ({ path: received, sha256 }) => {
      // The same form with the same picture is a repeat.
      const named = [caller, fields['form'] ?? '', fields['once'] ?? '', sha256];
      const requestId = createHash('sha256').update(JSON.stringify(named)).digest('base64url');
      return evidence.uploads.receive({ purchaseId, requestId, uploadedBy: caller, received, sha256 });
    });
  };
  try {
    const { fields, picture, hasMore } = await readPictureForm(c.req.raw, take);
    if (picture === undefined) {
      judge(fields);
      to = destinationOf(fields, visitor);
      return await shown(evidence, visitor, { to, fault: 'picture_fault.picture_empty' });
    }
    if (picture.taken) {
      const fault = hasMore ? 'picture_fault.one_at_a_time' : undefined;
      return await shown(evidence, visitor, { to, fault });
    }
    if (picture.code === 'purchase_erased') return { to: addressOf(purchaseId) };
    return await shown(evidence, visitor, { to, fault: `picture_fault.${picture.code}` });
  } catch (error) {
    if (error instanceof StoreUnavailable) {
      context.log.error({ code: error.code }, STORE_FAILED);
      return shown(evidence, visitor, { to, fault: 'picture_fault.later', status: 503 });
    }
    const fault = error instanceof ProblemError ? UNREAD[error.problem.status] : undefined;
    if (fault === undefined) throw error;
    return shown(evidence, visitor, { to, fault, status: fault === 'picture_fault.later' ? 503 : 422 });
  }
}

/** A request that puts pictures into a claim is answered, or given up, long before. */
const UNDER_WAY_MS = 60_000;

/** Removes a picture that waits for a claim. One that is not there is removed already. */
export async function removePicture(
  context: ApiContext,
  evidence: EvidenceContext,
  { visitor, fields }: { visitor: Visitor; fields: Typed },
): Promise<PageAnswer> {
  const to = destinationOf(fields, visitor);
  const upload = await evidence.uploads.find(fields['remove'] ?? '');
  const isOwn = upload?.purchaseId === visitor.whole.purchaseId;
  if (!isOwn) return shown(evidence, visitor, { to, isRemoved: true });
  const claimId = upload.claimId ?? claimWith(visitor.whole.claims, upload.evidenceId);
  if (claimId !== undefined) {
    return shown(evidence, visitor, { to, fault: 'picture_fault.in_claim' });
  }
  const { held } = upload;
  if (held !== undefined && context.now().getTime() - held.at.getTime() < UNDER_WAY_MS) {
    return shown(evidence, visitor, { to, fault: 'picture_fault.being_sent' });
  }
  await removeNotTaken(context.ledger, upload, context.now());
  return shown(evidence, visitor, { to, isRemoved: true });
}

/** The picture itself, of this purchase alone. `undefined`: there is none. */
export async function pictureOf(
  { uploads }: EvidenceContext,
  { whole: { purchaseId } }: Visitor,
  c: Context,
): Promise<Response | undefined> {
  const evidenceId = c.req.param('evidenceId') ?? '';
  const known = await uploads.find(evidenceId);
  if (known?.purchaseId !== purchaseId) return undefined;
  const opened = await uploads.open(evidenceId);
  return opened && pictureAnswer(opened, { headOnly: c.req.method === 'HEAD' });
}

/** The pictures in the claims of a purchase that are kept here. */
export const picturesInClaims = ({ whole: { claims, evidenceHere } }: Visitor): EvidenceId[] =>
  claims
    .flatMap((claim) => claim.evidence.map((each) => each.evidenceId))
    .filter((each) => evidenceHere.has(each));
