/** `whsec_` and base64. `undefined`: it is not that, or too short to make other secrets from. */
export function readWebhookSecret(text: string): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const secret = Buffer.from(base64 ?? '', 'base64');
  return secret.length >= 32 && secret.length <= 64 ? secret : undefined;
}
