import type { EndpointAlert } from '../ledger/read/webhook-alerts.ts';

/** A note about an endpoint. */
export interface AlertWords {
  /** The same for the same alert. */
  id: string;
  subject: string;
  text: string;
}

/** A note about an endpoint, for whoever keeps the deployment. Of its address only the host: the rest can be secret. */
export function alertWords(alert: EndpointAlert): AlertWords {
  const { kind, endpointId, url } = alert;
  const where = `${new URL(url).host} (${endpointId})`;
  const id = (since: Date): string => `${endpointId}.${kind}.${since.getTime()}`;
  const again = `Nothing is lost: once it is well, switch it on, and everything that came since is sent.

  PUT /v1/webhook-endpoints/${endpointId}/status  {"status": "enabled"}
`;
  switch (kind) {
    case 'failing': {
      const { failingSince } = alert;
      return {
        id: id(failingSince),
        subject: `Webhooks to ${where} fail`,
        text: `Since ${failingSince.toISOString()} no webhook has arrived at ${where}. It is tried on, and switched off when three days have gone by like this.

What it answers: GET /v1/webhook-endpoints/${endpointId}/deliveries
`,
      };
    }
    case 'switched_off':
      return {
        id: id(alert.disabledAt),
        subject: `Webhooks to ${where} are switched off`,
        text: `For three days no webhook has arrived at ${where}, so it was switched off at ${alert.disabledAt.toISOString()}. ${again}`,
      };
    case 'gone':
      return {
        id: id(alert.disabledAt),
        subject: `Webhooks to ${where} are switched off`,
        text: `${where} has answered 410: it wants no more webhooks, so it was switched off at ${alert.disabledAt.toISOString()}. ${again}`,
      };
    case 'given_up': {
      const { events, latest } = alert;
      const what = events === 1 ? 'One event has' : `${events} events have`;
      return {
        id: id(latest),
        subject: `Webhooks to ${where}: ${events} given up`,
        text: `${what} not arrived at ${where} in ten tries over three days, the latest at ${latest.toISOString()}. They are not tried again by themselves. Others may have arrived.

Which, and what was answered: GET /v1/webhook-endpoints/${endpointId}/deliveries?state=failed
To send one again: POST /v1/webhook-endpoints/${endpointId}/resends  {"eventId": "evt_…"}
`,
      };
    }
    default:
      return kind satisfies never;
  }
}
