import PostalMime from 'postal-mime';
import type { Instant, PurchaseId } from '../../src/contract/scalars.ts';

/** One mail as it was received. A `messageId` that came twice is two messages. */
export interface InboxMessage {
  /** Without angle brackets; empty if the mail has none. */
  messageId: string;
  /** From the `Message-ID`; `null` if it is not one of ours. */
  template: string | null;
  n: number | null;
  purchaseId: PurchaseId | null;
  to: string;
  subject: string;
  text: string;
  html: string;
  receivedAt: Instant;
  headers: Readonly<Record<string, string>>;
}

/**
 * `<template>.<n>.<purchaseId>@<domain>`. After the number there can be the run, if the purchase was reset, or the mark of a
 * mail that was sent again by hand.
 */
const OUR_MESSAGE_ID =
  /^([a-z_]+)\.([1-9]\d*)\.(?:(?:[0-9a-f]{12}|again-[0-9a-f]{8})\.)?([A-Za-z0-9_-]{1,64})@/;

export async function readMessage(raw: Uint8Array, receivedAt: Instant): Promise<InboxMessage> {
  const mail = await PostalMime.parse(raw);
  const messageId = (mail.messageId ?? '').replace(/^<|>$/g, '');
  const ours = OUR_MESSAGE_ID.exec(messageId);
  return {
    messageId,
    template: ours?.[1] ?? null,
    n: ours?.[2] === undefined ? null : Number(ours[2]),
    purchaseId: ours?.[3] ?? null,
    to: mail.to?.map(({ address }) => address ?? '').join(', ') ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    receivedAt,
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  };
}
