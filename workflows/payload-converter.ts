// How payloads are read: whatever was sent, nothing that cannot be read stops a purchase.
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Stands for a payload that cannot be read: malformed for every reader, and harmless. */
const UNDECODABLE = { undecodable: true } as const;

/**
 * The default conversion, made total. A signal with a payload that cannot be decoded would otherwise
 * fail the workflow task for ever, and with it every later message of that purchase.
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
