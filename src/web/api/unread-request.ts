import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemBody, type ApiProblem } from './problems.ts';

/** Why no route has got a request to answer: Node could not read it, or did not wait for its end. */
export type Unread = 'no_http' | 'no_host' | 'headers_too_large' | 'request_too_slow';

const PROBLEMS: Readonly<Record<Unread, ApiProblem & { reason: string }>> = {
  no_http: {
    status: 400,
    reason: 'Bad Request',
    code: 'no_http',
    detail: 'This is no HTTP/1.1 request that can be read.',
  },
  no_host: {
    status: 400,
    reason: 'Bad Request',
    code: 'no_host',
    detail: 'The header Host names no host.',
  },
  headers_too_large: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'headers_too_large',
    detail: 'The address and the headers have 16 KiB at most, all together.',
  },
  request_too_slow: {
    status: 408,
    reason: 'Request Timeout',
    code: 'request_too_slow',
    detail: 'The request took too long to arrive: send it again.',
  },
};

/** Of the error that Node reports of a connection. */
export function unreadBecause(error: NodeJS.ErrnoException): Unread {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers_too_large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request_too_slow';
    default:
      return 'no_http';
  }
}

/** Answers on the connection itself, and ends it. */
export function answerUnread(socket: Socket, why: Unread): void {
  const { reason, ...problem } = PROBLEMS[why];
  const body = JSON.stringify(problemBody(problem, `req_${randomUUID()}`));
  const head = [
    `HTTP/1.1 ${problem.status} ${reason}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
