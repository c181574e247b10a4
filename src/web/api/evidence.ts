import type { Context } from 'hono';
import type { EvidenceId } from '../../contract/scalars.ts';
import { PICTURE_REFUSALS, type PictureRefusal } from '../../evidence/picture.ts';
import { expiresAt, MOST_WAITING, type Received } from '../../evidence/uploads.ts';
import type { Upload } from '../../ledger/read/evidence-uploads.ts';
import { pictureAnswer } from './picture-answer.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf, requestIdOf, type Answered } from './idempotency.ts';
import type { ApiEnv, EvidenceContext, ApiContext } from './parts.ts';
import { NOT_FOUND, problemBody, refuse, ProblemError, type ApiProblem } from './problems.ts';
import { purchaseInPath, standingOf, visiblePurchase } from './purchases.ts';
import { queryOf } from './read-request.ts';

type C = Context<ApiEnv>;

/** What the log says then, beside the system's code. */
export const STORE_FAILED = 'the store of evidence could not be used';

/** What a route about evidence works with. Throws `ProblemError`, 409. */
export function evidenceContext({ evidence }: ApiContext): EvidenceContext {
  if (evidence !== undefined) return evidence;
  throw refuse(409, 'no_evidence_kept', 'Evidence is not kept here: the service needs EVIDENCE_STORE.');
}

/** 201 with the picture as it is kept, which a claim of this purchase can take for a day. */
export async function uploadEvidence(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const key = idempotencyKeyOf(c);
  const { uploads, reader } = evidenceContext(context);
  const declared = declaredType(c);
  await refuseClosed(context, purchaseId);
  const caller = c.get('caller');
  const done = await reader.withPicture(c.req.raw, purchaseId, ({ path: received, sha256 }) => {
    const write = { caller, key, asked: ['uploadEvidence', purchaseId, declared, sha256], purchaseId };
    const requestId = requestIdOf(write);
    return context.once(write, async () =>
      uploadAnswer(
        await uploads.receive({
          purchaseId,
          requestId,
          uploadedBy: caller.name,
          declared,
          received,
          sha256,
        }),
        c.get('requestId'),
      ),
    );
  });
  return answerOnce(c, done);
}

/** Throws `ProblemError`, 415. */
function declaredType(c: C): string {
  if (!['', 'identity'].includes((c.req.header('content-encoding') ?? '').toLowerCase())) {
    throw refuse(415, 'encoded', 'Send the body as it is, without Content-Encoding.');
  }
  const [type = ''] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const declared = type.trim();
  if (['image/jpeg', 'image/png', 'image/webp'].includes(declared)) return declared;
  throw pictureRefused(/^image\/(?:hei[cf]|avif)/.test(declared) ? 'picture_heic' : 'picture_kind');
}

/** Refuses an upload for a closed purchase: no claim can take it. Throws `ProblemError`, 404 and 409. */
async function refuseClosed({ returns }: ApiContext, purchaseId: string): Promise<void> {
  const found = await returns.status(purchaseId);
  if (!found.found) throw new ProblemError(NOT_FOUND);
  const { status } = found;
  if (status.stage !== 'closed') return;
  throw refuse(409, 'purchase_closed', 'The purchase has closed, so nothing can be asked of it any more.', {
    more: { result: status.result, ...standingOf(status) },
  });
}

function uploadAnswer(received: Received, requestId: string): Answered {
  if (received.taken) return { status: 201, body: shown(received.upload) };
  const problem = problemOf(received.code);
  return { status: problem.status, body: problemBody(problem, requestId) };
}

function problemOf(code: (Received & { taken: false })['code']): ApiProblem {
  switch (code) {
    case 'purchase_erased':
      return NOT_FOUND;
    case 'too_many_waiting': {
      const detail = `${MOST_WAITING} pictures of this purchase wait for a claim already: put them into one, or wait until they have expired.`;
      return { status: 409, code, detail };
    }
    default:
      return pictureRefused(code).problem;
  }
}

/** What came is another kind of content, or cannot be taken as it is. */
const OTHER_KIND: ReadonlySet<PictureRefusal> = new Set([
  'picture_heic',
  'picture_kind',
  'picture_mislabelled',
]);

/** The refusal of a picture, in words for whoever sent it. */
export const pictureRefused = (code: PictureRefusal): ProblemError =>
  refuse(OTHER_KIND.has(code) ? 415 : 422, code, PICTURE_REFUSALS[code]);

/** A picture, without what only support sees. */
function shown(upload: Upload): object {
  const { evidenceId, purchaseId, mediaType, bytes, width, height, sha256Received, sha256Kept } = upload;
  const { claimId, removedAt, uploadedAt } = upload;
  return {
    evidenceId,
    purchaseId,
    mediaType,
    bytes,
    width,
    height,
    sha256: sha256Kept,
    sha256Received,
    uploadedAt: uploadedAt.toISOString(),
    ...(claimId === undefined ? { expiresAt: expiresAt(upload).toISOString() } : { claimId }),
    ...(removedAt && { removedAt: removedAt.toISOString() }),
  };
}

/** What is known of a picture, and for support which other claims have the same one. */
export async function readEvidence(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { uploads } = evidenceContext(context);
  const upload = await visibleUpload(context, c);
  const isSupport = c.get('caller').role !== 'service';
  const same = isSupport ? await uploads.samePicture(upload) : undefined;
  return c.json({
    ...shown(upload),
    ...(isSupport && { uploadedBy: upload.uploadedBy }),
    ...(same && { samePictureOn: same.same, alikePictureOn: same.alike }),
  });
}

/** The picture itself. */
export async function readPicture(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { uploads } = evidenceContext(context);
  const { evidenceId } = await visibleUpload(context, c);
  const opened = await uploads.open(evidenceId);
  if (opened === undefined) throw new ProblemError(NOT_FOUND);
  return pictureAnswer(opened, { headOnly: c.req.method === 'HEAD' });
}

/** The picture of the path, if the caller may know of its purchase. Throws `ProblemError`, 404. */
async function visibleUpload(context: ApiContext, c: C): Promise<Upload> {
  const evidenceId: EvidenceId = c.req.param('evidenceId') ?? '';
  const upload = await evidenceContext(context).uploads.find(evidenceId);
  if (upload === undefined) throw new ProblemError(NOT_FOUND);
  await visiblePurchase(context, c, upload.purchaseId);
  return upload;
}
