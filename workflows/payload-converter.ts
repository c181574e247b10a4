// How payloads are decoded: one that cannot be decoded does not stop a purchase.
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Replaces a payload that cannot be decoded. Every reader finds it malformed. */
const UNDECODABLE = { undecodable: true } as const;

/**
 * The SDK's default converter, except that decoding never throws. Otherwise a signal that cannot be decoded would fail
 * every try of the workflow task, and the purchase would handle no message any more.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return UNDECODABLE as T;
    }
  },
};
