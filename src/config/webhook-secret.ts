/** To make other secrets from. */
const LEAST_BYTES = 32;
/** Of one receiver, as Standard Webhooks demands. */
const LEAST_BYTES_OF_RECEIVER = 24;
const MOST_BYTES = 64;

/** `whsec_` and base64. `undefined`: it is not that, or too short to make other secrets from. */
export const readWebhookSecret = (text: string): Buffer | undefined => secretIn(text, LEAST_BYTES);

/** The secret that one receiver verifies with. `undefined`: it is none. */
export const readReceiverSecret = (text: string): Buffer | undefined =>
  secretIn(text, LEAST_BYTES_OF_RECEIVER);

function secretIn(text: string, least: number): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const secret = Buffer.from(base64 ?? '', 'base64');
  return secret.length >= least && secret.length <= MOST_BYTES ? secret : undefined;
}
