import { NotPossible } from '../../src/cli/not-possible.ts';
import type { Where } from '../../src/cli/session.ts';
import { readRunning } from '../../src/cli/start-file.ts';
import { readAddress } from '../sandbox/address-file.ts';

/** Calls the sandbox's control API. Throws `NotPossible` with the sandbox's words if it refuses. */
export async function askSandbox(
  { dataDir }: Where,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const running = readRunning(dataDir);
  const alone = running ? undefined : readAddress(dataDir);
  const url = running?.sandboxUrl ?? (alone && `http://127.0.0.1:${alone.orderPort}`);
  const forShop = path.startsWith('/purchases') || path.startsWith('/faults');
  if (url === undefined || (forShop && running?.sandboxShop === false)) {
    throw new NotPossible(
      'No sandbox runs on this data: start it with `npm start` without ORDER_SERVICE_URL.',
    );
  }
  const response = await fetch(`${url}/sandbox${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    throw new NotPossible(`No sandbox answers at ${url}: start it with \`npm start\`.`, { cause });
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { error, problems } = answer as { error?: string; problems?: { field: string; message: string }[] };
  const words = error ?? problems?.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new NotPossible(words ?? `The sandbox answered ${response.status}.`);
}
