import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type {
  ActivateInput,
  Next,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { LARGEST_REQUEST_BYTES, TOO_LARGE } from '../src/policy/limits.ts';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Request = NonNullable<Job['doUpdate']>;

/** Names that the SDK keeps for itself. It throws where one reaches a default handler, instead of calling it. */
const RESERVED = '__temporal_';

/** Not a name of the contract, so the handler for unknown signals takes it. */
const STAND_IN = 'reserved';

/** Stands for an argument that is larger than a request may be. */
const tooLarge = (): Payload[] => [defaultPayloadConverter.toPayload(TOO_LARGE)];

/**
 * Looks at messages before the purchase does.
 *
 * A signal of a reserved name gets one that the purchase may see. Otherwise the SDK (1.24) throws while it is handed
 * over, at each new try of the task again, and the purchase never gets further.
 *
 * A request that is too large is not read, so that its validator refuses it and it leaves no trace in the history, of
 * which the server takes 50 MB. One that has left its trace already is read as it is; so is a signal, which always has.
 */
class IncomingMessages implements WorkflowInternalsInterceptor {
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    for (const { signalWorkflow, doUpdate } of input.activation.jobs ?? []) {
      if (signalWorkflow?.signalName?.startsWith(RESERVED)) signalWorkflow.signalName = STAND_IN;
      if (doUpdate?.runValidator && bytesOf(doUpdate) > LARGEST_REQUEST_BYTES) doUpdate.input = tooLarge();
    }
    next(input);
  }
}

/** As it arrived: everything of it that the history would keep. */
function bytesOf({ input, headers }: Request): number {
  const payloads = [...(input ?? []), ...Object.values(headers ?? {})];
  return payloads.reduce((bytes, payload) => bytes + payloadBytes(payload), 0);
}

function payloadBytes({ data, metadata }: Payload): number {
  const fields = Object.values(metadata ?? {});
  return fields.reduce((bytes, field) => bytes + field.length, data?.length ?? 0);
}

/** For the SDK, which asks a module of this shape for the interceptors of each purchase. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [new IncomingMessages()] });
