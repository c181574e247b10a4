import { request } from 'node:http';
import { NotPossible } from '../not-possible.ts';
import type { Desk } from '../../operations/desk.ts';

/** The desk of another process, by its socket. What that one cannot do is thrown as `NotPossible`, in its words. */
export function reachDesk(path: string): Desk {
  const act =
    <N extends keyof Desk>(name: N) =>
    (...given: Parameters<Desk[N]>): ReturnType<Desk[N]> =>
      // Sound: the other side answers as `Desk` says.
      ask(path, name, given) as ReturnType<Desk[N]>;
  return {
    queue: act('queue'),
    search: act('search'),
    record: act('record'),
    mail: act('mail'),
    stages: act('stages'),
    settleCase: act('settleCase'),
    resendMail: act('resendMail'),
    undelivered: act('undelivered'),
    resendUndelivered: act('resendUndelivered'),
    reconcile: act('reconcile'),
    forget: act('forget'),
    find: act('find'),
    // Nobody has to repeat a note: that the desk is gone is no reason to fail either.
    noteLate: (...given) => act('noteLate')(...given).catch(() => undefined),
  };
}

async function ask(path: string, name: string, given: unknown[]): Promise<unknown> {
  const { status, body } = await post(path, name, JSON.stringify(given));
  const { value, error } = JSON.parse(body) as { value?: unknown; error?: string };
  if (status === 200) return value;
  throw new NotPossible(error ?? `The running service answered ${status}.`);
}

function post(socketPath: string, name: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: `/${name}`, method: 'POST' }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    call.on('error', (cause) =>
      reject(new NotPossible('The running service does not answer at its desk.', { cause })),
    );
    call.end(body);
  });
}
