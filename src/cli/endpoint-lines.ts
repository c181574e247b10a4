import type { DeliverySeen } from '../ledger/read/webhook-deliveries.ts';
import type { EndpointSeen } from '../ledger/read/webhook-endpoints.ts';
import { printable } from './printable.ts';

/** One line of a list of endpoints. */
export function endpointLine(endpoint: EndpointSeen): string {
  const { endpointId, url, types, scheme, failingSince, behind, failed, service, description } = endpoint;
  return [
    endpointId,
    statusWords(endpoint),
    url,
    types?.join(',') ?? 'all types',
    scheme,
    ...(failingSince === undefined ? [] : [`failing since ${failingSince}`]),
    ...(service === undefined ? [] : [`only of ${service}`]),
    ...(behind === 0 ? [] : [`${behind} behind`]),
    ...(failed === undefined ? [] : [`${failed} failed`]),
    ...(description === undefined ? [] : [printable(description)]),
  ].join('  ');
}

/** One line of a list of deliveries. */
export function deliveryLine(delivery: DeliverySeen): string {
  const { sequence, eventId, type, state, tries, lastStatus, lastError, nextTryAt, endedAt } = delivery;
  return [
    String(sequence),
    eventId,
    type,
    state,
    `tries ${tries}`,
    ...(lastStatus === undefined ? [] : [String(lastStatus)]),
    ...(lastError === undefined ? [] : [lastError]),
    ...(nextTryAt === undefined ? [] : [`again at ${nextTryAt}`]),
    ...(endedAt === undefined ? [] : [`ended ${endedAt}`]),
  ].join('  ');
}

/** An endpoint that needs somebody, above the queue. */
export function troubleLine(endpoint: EndpointSeen): string {
  const { endpointId, url, failingSince, disabledAt, behind } = endpoint;
  const since = disabledAt ?? failingSince;
  return [
    `webhooks to ${new URL(url).host} (${endpointId}): ${statusWords(endpoint)}`,
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(behind === 0 ? [] : [`${behind} behind`]),
  ].join('  ');
}

const statusWords = ({ status, disabledWhy }: EndpointSeen): string =>
  disabledWhy === undefined ? status : `${status} (${disabledWhy})`;
