import {
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

type Interceptors = NonNullable<ConnectionOptions['interceptors']>;

/** Longer than the server lets a call wait for something to happen (20 s). */
const LONGEST_CALL_MS = 60_000;

/** A server that takes a call and never answers holds up nobody for ever: each call without a deadline gets one. */
const withDeadline: Interceptors[number] = (options, nextCall) => {
  const call = nextCall({ ...options, deadline: options.deadline ?? Date.now() + LONGEST_CALL_MS });
  // Sound: gRPC asks an interceptor for the interface only, and the class is not exported by the SDK.
  return call as ReturnType<Interceptors[number]>;
};

/** For every connection that is kept open. The second is the one that the SDK would have taken itself. */
export const CALLS_END: Interceptors = [withDeadline, makeGrpcRetryInterceptor(defaultGrpcRetryOptions())];
