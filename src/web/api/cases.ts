import type { Context } from 'hono';
import { WORDS_LONGEST } from '../../contract/text-bounds.ts';
import { objectOf } from '../../contract/validation/fields.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { text } from '../../contract/validation/text.ts';
import { caseOnRecord } from '../../ledger/read/case-on-record.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf, type Answered } from './idempotency.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, NOT_FOUND, problemBody, ProblemError, type ApiProblem } from './problems.ts';
import { jsonBody, queryOf, withoutWhatIsKnown } from './read-request.ts';

const settlementBody = objectOf<{ note: string }>({ note: text(1, WORDS_LONGEST) });

/** Settles a case by hand. Nothing else follows from it. */
export async function settleCase(context: ApiContext, c: Context<ApiEnv>): Promise<Response> {
  queryOf(c, []);
  const caseId = c.req.param('caseId') ?? '';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(caseId)) throw new ProblemError(NOT_FOUND);
  const key = idempotencyKeyOf(c);
  const given = withoutWhatIsKnown(await jsonBody(c), { keyed: ['by'], path: {} });
  const body = readWith(settlementBody, given);
  if (!body.ok) throw new ProblemError(malformed(body.problems));
  const { note } = body.value;
  const known = await caseOnRecord(context.ledger, caseId);
  if (known === undefined) throw new ProblemError(NOT_FOUND);
  const { purchaseId } = known;
  c.set('purchaseId', purchaseId);
  const caller = c.get('caller');
  // With its purchase, so that an erasure finds what is kept of the request.
  const write = { caller, key, asked: ['settleCase', caseId, note], purchaseId };
  const done = await context.once(write, async () => {
    const settled = await context.desk.settleCase(caseId, { by: caller.name, note });
    const failed = (problem: ApiProblem): Answered => ({
      status: problem.status,
      body: problemBody(problem, c.get('requestId')),
    });
    switch (settled.result) {
      case 'settled':
        return { status: 200, body: { caseId, settled: true } };
      case 'already_settled': {
        // A process that ended before it had kept its answer may have done it.
        const before = await caseOnRecord(context.ledger, caseId);
        if (before?.settled?.by === caller.name && before.settled.note === note) {
          return { status: 200, body: { caseId, settled: true } };
        }
        const detail = 'The case was settled before.';
        const more = { settledBy: settled.by, settledAt: new Date(settled.at).toISOString() };
        return failed({ status: 409, code: 'already_settled', detail, more });
      }
      case 'unknown_case':
        return failed(NOT_FOUND);
      case 'malformed':
        return failed(malformed([{ field: settled.field, message: settled.message }]));
      default:
        return settled satisfies never;
    }
  });
  return answerOnce(c, done);
}
