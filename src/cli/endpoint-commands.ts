import { Option, type Command } from 'commander';
import { present } from '../contract/present.ts';
import { FEED_EVENT_TYPES } from '../contract/feed-event.ts';
import { DELIVERY_STATES, readDeliveries } from '../ledger/read/webhook-deliveries.ts';
import { endpointStatus, readEndpoints } from '../ledger/read/webhook-endpoints.ts';
import type { DeliveryState, Ledger } from '../ledger/tables.ts';
import { removeEndpoint } from '../ledger/write/webhook-endpoints.ts';
import {
  createEndpoint,
  rotateEndpoint,
  sendAgain,
  switchEndpoint,
  type EndpointParts,
  type ShownSecret,
} from '../operations/webhook-endpoints.ts';
import type { MadeWith } from '../webhooks/signature.ts';
import { DAY_MS } from '../policy/duration.ts';
import { durationFrom } from './duration-argument.ts';
import { deliveryLine, endpointLine } from './endpoint-lines.ts';
import { instantSince } from './instant-argument.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';
import { wholeNumberBetween } from './whole-number-argument.ts';

interface EndpointIo {
  out: (line: string) => void;
  err: (line: string) => void;
}

interface EndpointPlace {
  withLedger: <T>(use: (ledger: Ledger) => Promise<T>) => Promise<T>;
  /** Throws `NotPossible` where no master secret is at hand. */
  setup: () => Omit<EndpointParts, 'ledger'>;
}

type Made = { endpointId: string } & MadeWith & ShownSecret;

const LONGEST_OVERLAP_MS = 30 * DAY_MS;

/** The commands that keep the endpoints of webhooks. A secret is shown once, when it is made. */
export function addEndpointCommands(
  program: Command,
  { out, err }: EndpointIo,
  { withLedger, setup }: EndpointPlace,
): void {
  const endpoint = program.command('endpoint').description('where webhooks go');
  const showSecret = (made: Made, words: string, json: true | undefined): void => {
    const { endpointId, scheme, secret, publicKey } = made;
    if (json) return out(printableJson({ endpointId, scheme, secret, ...present({ publicKey }) }));
    out(secret);
    err(`${words} This secret is not shown again.`);
    if (publicKey !== undefined) err(`Its public key for v1a: ${publicKey}`);
  };

  endpoint
    .command('create')
    .description('makes an endpoint, which gets what happens from now on')
    .argument('<url>', 'an https address, or one of WEBHOOK_PRIVATE_RANGES')
    .option('--types <types>', `with commas between them; default: all of ${FEED_EVENT_TYPES.join(', ')}`)
    .option('--v1a', 'signs by ed25519 as well')
    .option('--service <caller>', 'only of purchases that this caller has opened; default: all')
    .option('--description <words>', 'what it is for')
    .option('--by <id>', 'who makes it, for the record', 'cli')
    .option('--json', 'as JSON')
    .action(async (url: string, options: CreateOptions) => {
      const { types, v1a, service, description, by, json } = options;
      const made = await withLedger((ledger) =>
        createEndpoint(
          { ledger, ...setup() },
          {
            url,
            types: types?.split(',').map((each) => each.trim()),
            scheme: v1a ? 'v1a' : 'v1',
            service,
            description,
          },
          { by, now: new Date() },
        ),
      );
      if (!made.ok) {
        throw new NotPossible(made.problems.map(({ field, message }) => `${field} ${message}.`).join('\n'));
      }
      showSecret(made, `The endpoint ${made.endpointId} is made.`, json);
    });

  endpoint
    .command('rotate')
    .description('gives an endpoint its next secret; the one before signs as well for a while')
    .argument('<endpointId>', 'as endpoint list shows it')
    .option('--overlap <duration>', 'for how long, 30d at most, or 0', overlapFrom, DAY_MS)
    .option('--json', 'as JSON')
    .action(async (endpointId: string, { overlap, json }: { overlap: number; json?: true }) => {
      const now = new Date();
      const rotated = await withLedger((ledger) =>
        rotateEndpoint({ ledger, secret: setup().secret }, endpointId, { overlapMs: overlap, now }),
      );
      if (rotated === undefined) throw unknown(endpointId);
      const until = new Date(now.getTime() + overlap).toISOString();
      showSecret({ endpointId, ...rotated }, `The secret before signs until ${until}.`, json);
    });

  for (const status of ['enabled', 'disabled'] as const) {
    endpoint
      .command(status === 'enabled' ? 'enable' : 'disable')
      .description(
        status === 'enabled'
          ? 'switches an endpoint on; what came before can be sent again'
          : 'switches an endpoint off; what comes is kept, and can be sent later',
      )
      .argument('<endpointId>')
      .action(async (endpointId: string) => {
        const isThere = await withLedger((ledger) =>
          switchEndpoint(ledger, endpointId, { status, now: new Date() }),
        );
        if (!isThere) throw unknown(endpointId);
        out(`${endpointId} is ${status}`);
      });
  }

  endpoint
    .command('remove')
    .description('removes an endpoint, and what is on record of its deliveries')
    .argument('<endpointId>')
    .action(async (endpointId: string) => {
      if (!(await withLedger((ledger) => removeEndpoint(ledger, endpointId)))) throw unknown(endpointId);
      out(`${endpointId} is removed`);
    });

  endpoint
    .command('list')
    .description('all endpoints, and how each stands')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const endpoints = await withLedger(readEndpoints);
      if (json) return out(printableJson(endpoints));
      if (endpoints.length === 0) out('nothing');
      for (const each of endpoints) out(endpointLine(each));
    });

  endpoint
    .command('deliveries')
    .description('what became of the events of an endpoint, the latest first')
    .argument('<endpointId>')
    .addOption(new Option('--state <state>', 'only those').choices(DELIVERY_STATES))
    .option('--limit <n>', '1 to 200', wholeNumberBetween(1, 200), 50)
    .option(
      '--after <next>',
      'goes on where an earlier page ended',
      wholeNumberBetween(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--json', 'as JSON')
    .action(async (endpointId: string, options: DeliveriesOptions) => {
      const { state, limit, after: before, json } = options;
      const found = await withLedger(async (ledger) => {
        if ((await endpointStatus(ledger, endpointId)) === undefined) throw unknown(endpointId);
        return readDeliveries(ledger, endpointId, { before, limit: limit + 1, state });
      });
      const entries = found.slice(0, limit);
      const next = found.length > limit ? entries.at(-1)?.sequence : undefined;
      if (json) return out(printableJson({ entries, ...present({ next }) }));
      if (entries.length === 0) out('nothing');
      for (const each of entries) out(deliveryLine(each));
      if (next !== undefined) out(`more: --after ${next}`);
    });

  endpoint
    .command('resend')
    .description('sends an endpoint one event again, or all that came into the feed since an instant')
    .argument('<endpointId>')
    .addOption(new Option('--event <eventId>', 'evt_…').conflicts('since'))
    .option('--since <when>', 'how long ago like 36h, or an RFC 3339 instant', instantSince)
    .action(async (endpointId: string, { event, since }: { event?: string; since?: Date }) => {
      const which = event === undefined ? since && { since } : { eventId: event };
      if (which === undefined) throw new NotPossible('Say what to send again: --event or --since.');
      const again = await withLedger((ledger) => sendAgain(ledger, endpointId, which));
      switch (again.result) {
        case 'queued':
          return out(`${again.events} queued`);
        case 'unknown_endpoint':
          throw unknown(endpointId);
        case 'unknown_event':
          throw new NotPossible(`There is no event ${event ?? ''}: see events list.`);
        case 'other_type':
          throw new NotPossible(`${endpointId} has not asked for events of this type.`);
        case 'other_service':
          throw new NotPossible(`${endpointId} gets only another service’s purchases.`);
        case 'switched_off':
          throw new NotPossible(`${endpointId} is switched off: switch it on first, with endpoint enable.`);
        default:
          return again satisfies never;
      }
    });
}

interface CreateOptions {
  types?: string;
  v1a?: true;
  service?: string;
  description?: string;
  by: string;
  json?: true;
}

interface DeliveriesOptions {
  state?: DeliveryState;
  limit: number;
  after?: number;
  json?: true;
}

const unknown = (endpointId: string): NotPossible =>
  new NotPossible(`There is no endpoint ${endpointId}: see endpoint list.`);

function overlapFrom(text: string): number {
  const ms = text === '0' ? 0 : durationFrom(text);
  if (ms > LONGEST_OVERLAP_MS) throw new NotPossible('--overlap is 30d at most.');
  return ms;
}
