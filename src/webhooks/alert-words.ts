import type { EndpointAlert } from './deliver.ts';

/** A note about an endpoint, for whoever keeps the deployment. Of its address only the host: the rest can be secret. */
export function alertWords({ kind, endpointId, url, failingSince }: EndpointAlert): {
  subject: string;
  text: string;
} {
  const where = `${new URL(url).host} (${endpointId})`;
  const since = failingSince.toISOString();
  const again = `Nothing is lost: once it is well, switch it on, and everything that came since is sent.

  PUT /v1/webhook-endpoints/${endpointId}/status  {"status": "enabled"}
`;
  switch (kind) {
    case 'failing':
      return {
        subject: `Webhooks to ${where} fail`,
        text: `Since ${since} no webhook has arrived at ${where}. It is tried on, and switched off when three days have gone by like this.

What it answers: GET /v1/webhook-endpoints/${endpointId}/deliveries
`,
      };
    case 'switched_off':
      return {
        subject: `Webhooks to ${where} are switched off`,
        text: `Since ${since} no webhook has arrived at ${where}, so it is switched off. ${again}`,
      };
    case 'gone':
      return {
        subject: `Webhooks to ${where} are switched off`,
        text: `${where} has answered 410: it wants no more webhooks, so it is switched off. ${again}`,
      };
    default:
      return kind satisfies never;
  }
}
