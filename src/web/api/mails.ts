import type { Context } from 'hono';
import { readWith } from '../../contract/validation/reader.ts';
import { email } from '../../contract/validation/contact.ts';
import { objectOf, optional } from '../../contract/validation/fields.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { MailCopyOnRecord } from '../../ledger/read/mails-of.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf, type Answered } from './idempotency.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, NOT_FOUND, problemBody, ProblemError, type ApiProblem } from './problems.ts';
import { purchaseInPath } from './purchases.ts';
import { jsonBody, queryOf, withoutWhatIsKnown } from './read-request.ts';

type C = Context<ApiEnv>;

/** Mails of a purchase without their content. */
export async function readMails(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const record = await context.desk.record(purchaseId);
  if (record === undefined) throw new ProblemError(NOT_FOUND);
  return c.json({ purchaseId, mails: record.mails, recordedAt: record.recordedAt });
}

export async function readMail(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  return c.json(await mailInPath(context, c));
}

/** With or without the angle brackets of a Message-ID. */
async function mailInPath({ desk }: ApiContext, c: C): Promise<MailCopyOnRecord> {
  const named = c.req.param('messageId') ?? '';
  const isId = named.length <= 300 && /^[\x21-\x7e]+$/.test(named);
  const mail = isId ? await desk.mail(named.startsWith('<') ? named : `<${named}>`) : undefined;
  if (mail === undefined) throw new ProblemError(NOT_FOUND);
  c.set('purchaseId', mail.purchaseId);
  return mail;
}

interface ResendBody {
  to?: string;
}

const resendBody = objectOf<ResendBody>({ to: optional(email) });

/** Sends a mail once more, word for word, to the customer's address or to another one. */
export async function resendMail(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { messageId, purchaseId } = await mailInPath(context, c);
  const key = idempotencyKeyOf(c);
  const body = readWith(resendBody, withoutWhatIsKnown(await jsonBody(c), { keyed: ['by'], path: {} }));
  if (!body.ok) throw new ProblemError(malformed(body.problems));
  const { to } = body.value;
  const caller = c.get('caller');
  const write = {
    caller,
    key,
    asked: ['resendMail', messageId, to ?? null],
    purchaseId,
    byTurn: true,
  } as const;
  const done = await context.once(write, () =>
    resend(context, c, { messageId, purchaseId, to, by: caller.name }),
  );
  return answerOnce(c, done);
}

async function resend(
  { desk }: ApiContext,
  c: C,
  {
    messageId,
    purchaseId,
    to,
    by,
  }: { messageId: string; purchaseId: PurchaseId; to: string | undefined; by: string },
): Promise<Answered> {
  const sent = await desk.resendMail({ messageId, by, to });
  if ('possible' in sent) {
    const problem: ApiProblem =
      sent.code === 'unknown_mail' ? NOT_FOUND : { status: 409, code: sent.code, detail: sent.message };
    return { status: problem.status, body: problemBody(problem, c.get('requestId')) };
  }
  return { status: 200, body: { purchaseId, ...sent } };
}
