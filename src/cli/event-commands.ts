import { randomBytes } from 'node:crypto';
import { Option, type Command } from 'commander';
import { isPlainHttp } from '../config/plaintext.ts';
import { readReceiverSecret } from '../config/webhook-secret.ts';
import type { FeedEvent } from '../contract/feed-event.ts';
import { wrongWithUrl } from '../webhooks/address.ts';
import { hasArrived, poster } from '../webhooks/post.ts';
import { OWN_MACHINE } from '../webhooks/private-ranges.ts';
import { cliConfig } from './cli-config.ts';
import { readFeedOverHttp, type FeedOverHttp } from './feed-over-http.ts';
import { forwardEvents, type FeedStart } from './forward-events.ts';
import { instantSince } from './instant-argument.ts';
import { NotPossible } from './not-possible.ts';
import type { DeskPlace } from './open-desk.ts';
import { printableJson } from './printable.ts';
import { readRunning } from './start-file.ts';
import { stopAsked } from './stop-asked.ts';
import { wholeNumberBetween } from './whole-number-argument.ts';

interface EventIo {
  out: (line: string) => void;
  err: (line: string) => void;
}

interface FeedOptions {
  api?: string;
  types?: string;
  purchase?: string;
  after?: number;
  since?: Date;
}

/** The commands that read the feed over the HTTP API, with a key, so that they need no ledger. */
export function addEventCommands(program: Command, { out, err }: EventIo, place: () => DeskPlace): void {
  const events = program.command('events').description('the feed of what happens to purchases');
  const ofFeed = (command: Command): Command =>
    command
      .option('--api <url>', 'the HTTP API; default: that of npm start. Its key: RETURNS_API_KEY')
      .option('--types <types>', 'only these, with commas between them')
      .option('--purchase <id>', 'only of this one')
      .addOption(
        new Option('--after <sequence>', 'goes on after this place')
          .argParser(wholeNumberBetween(0, Number.MAX_SAFE_INTEGER))
          .conflicts('since'),
      )
      .option('--since <when>', 'what came since then, like 36h ago or an RFC 3339 instant', instantSince);

  ofFeed(events.command('list'))
    .description('a part of the feed, in its order')
    .option('--limit <n>', '1 to 200', wholeNumberBetween(1, 200), 50)
    .option('--json', 'as JSON')
    .action(async (options: FeedOptions & { limit: number; json?: true }) => {
      const { api, types, purchase: purchaseId, after = 0, since, limit, json } = options;
      const feed = feedAt(place(), api);
      const answer = await readFeedOverHttp(feed, { after, since, types, purchaseId, limit });
      switch (answer.result) {
        case 'read':
          break;
        case 'away':
          throw new NotPossible(`The HTTP API at ${feed.url} gives no answer: ${answer.why}.`);
        case 'behind':
        case 'refused':
          throw new NotPossible(answer.why);
        default:
          return answer satisfies never;
      }
      const { entries, next } = answer;
      if (json) return out(printableJson({ entries, next }));
      if (entries.length === 0) out('nothing');
      for (const each of entries) out(eventLine(each));
      if (entries.length === limit) out(`more: --after ${next}`);
    });

  ofFeed(events.command('listen'))
    .description('forwards what happens to a receiver on this machine, signed, until Ctrl-C')
    .argument('<address>', 'of the receiver, like http://127.0.0.1:3000/webhooks or localhost:3000')
    .option('--secret <whsec>', 'what it verifies with; default: a new one, which is printed')
    .action(async (address: string, options: FeedOptions & { secret?: string }) => {
      const { api, types, purchase: purchaseId, after, since, secret: given } = options;
      const text = given ?? `whsec_${randomBytes(32).toString('base64')}`;
      const secret = readReceiverSecret(text);
      if (secret === undefined) {
        throw new NotPossible('--secret has to be whsec_ and the base64 of 24 to 64 bytes.');
      }
      const feed = feedAt(place(), api);
      const ranges = [...(cliConfig(place().env).webhookPrivateRanges ?? []), ...OWN_MACHINE];
      const to = /^https?:\/\//i.test(address) ? address : `http://${address}`;
      const wrong = wrongWithUrl(to, ranges);
      if (wrong !== undefined) throw new NotPossible(`The address of the receiver ${wrong}.`);
      const from: FeedStart = since ? { since } : after === undefined ? 'now' : { after };
      err(`Forwards the feed of ${feed.url} to ${to}. Ctrl-C stops it.`);
      if (given === undefined) err(`Signed with ${text}`);
      await untilStopped((signal) =>
        forwarding(signal, { feed, filter: { types, purchaseId }, from, to, secret }, ranges),
      );
    });

  async function forwarding(
    signal: AbortSignal,
    what: Pick<Parameters<typeof forwardEvents>[0], 'feed' | 'filter' | 'from' | 'to' | 'secret'>,
    ranges: Parameters<typeof poster>[0],
  ): Promise<void> {
    const http = poster(ranges);
    signal.addEventListener('abort', () => http.close());
    try {
      await forwardEvents({
        ...what,
        poster: http,
        signal,
        away: (why) => err(`The HTTP API gives no answer (${why}): it is asked on.`),
        forwarded(event, posted, tries) {
          const { sequence, type, data } = event;
          const answer = 'status' in posted ? String(posted.status) : posted.error;
          const tried = tries === 1 ? [] : [`tries ${tries}`];
          out([String(sequence), type, data.purchaseId, answer, ...tried].join('  '));
          if (!hasArrived(posted)) err(`It did not arrive. To send it again: --after ${sequence - 1}`);
        },
      });
    } finally {
      http.close();
    }
  }
}

const eventLine = ({ sequence, timestamp, type, id, data }: FeedEvent): string =>
  [String(sequence), timestamp, type, data.purchaseId, id].join('  ');

/** The API that is named, otherwise that of the service that runs on this data, whose keys are at hand. Throws `NotPossible`. */
function feedAt({ dataDir, env }: DeskPlace, named: string | undefined): FeedOverHttp {
  const running = readRunning(dataDir)?.api;
  const url = named ?? running?.url;
  if (url === undefined) {
    throw new NotPossible('No HTTP API is at hand: name it with --api, or start one with `npm start`.');
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new NotPossible('--api has to be an http or https address.');
  }
  if (isPlainHttp(url)) throw new NotPossible('--api leads to another host without TLS: use https.');
  const key = cliConfig(env).apiKey ?? (url === running?.url ? running.keys.approver : undefined);
  if (key !== undefined) return { url, key };
  throw new NotPossible(
    'RETURNS_API_KEY is missing: set it to a key of the HTTP API, which may be of any role.',
  );
}

/** Runs until it ends by itself, or a signal asks for a stop. */
async function untilStopped(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  void stopAsked().then(() => stop.abort());
  await run(stop.signal);
}
