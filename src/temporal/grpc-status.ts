import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/** Status codes of calls, from the gRPC specification. */
export const GRPC = {
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** The SDK wraps errors of calls that it makes for a workflow, and leaves those of calls that are made directly as they are. */
export const ofCall = (error: unknown): unknown => (error instanceof ServiceError ? error.cause : error);

/** Whether a call to Temporal has failed with one of these codes. */
export const failedWith = (error: unknown, ...codes: readonly number[]): boolean =>
  isGrpcServiceError(error) && codes.includes(error.code);
