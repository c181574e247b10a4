import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailUnavailable } from '../../src/emails/sending/mailer.ts';
import { LedgerFailure } from '../../src/ledger/ledger-unavailable.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import type { Desk } from '../../src/operations/desk.ts';
import { listen } from '../../src/listening/listen.ts';

export interface ServedDesk {
  /** Of its Unix socket. */
  path: string;
  stop(): Promise<void>;
}

/**
 * Lets other processes of the same user ask a desk whose ledger only this process can open. A socket in a folder that
 * nobody else may enter: no port, so nothing for a browser or another user to reach.
 */
export async function serveDesk(desk: Desk): Promise<ServedDesk> {
  // Short: the path of a socket may have some hundred characters.
  const folder = await mkdtemp(join(tmpdir(), 'instaotp-desk-'));
  const path = join(folder, 'desk.sock');
  const server = createServer((request, response) => void answer(desk, request, response));
  const listening = await listen(server, { path });
  return {
    path,
    async stop() {
      await listening.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const act = (request.url ?? '').slice(1);
    if (!isAct(desk, act)) return say(404, { error: `The running service does not know ${act}.` });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const given = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown[];
    // Sound: the other side is `reachDesk`, which calls as `Desk` says.
    const perform = desk[act] as (...given: unknown[]) => Promise<unknown>;
    say(200, { value: await perform(...given) });
  } catch (error) {
    const expected = [NotPossible, LedgerFailure, MailUnavailable].some((kind) => error instanceof kind);
    say(expected ? 409 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

const isAct = (desk: Desk, name: string): name is keyof Desk => Object.hasOwn(desk, name);
