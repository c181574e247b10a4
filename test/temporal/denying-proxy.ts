import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';

/**
 * Stands before a Temporal server until the test has finished, answers calls of this method with a gRPC status, and lets
 * all others through.
 */
export async function denyingProxy(
  target: string,
  method: string,
  status: number,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<string> {
  const behind = http2.connect(`http://${target}`);
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers[':path']?.endsWith(`/${method}`)) {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status) },
        { endStream: true },
      );
      return;
    }
    const forwarded = behind.request(headers);
    forwarded.on('error', () => stream.destroy());
    stream.on('close', () => forwarded.close());
    let trailers: http2.IncomingHttpHeaders = {};
    forwarded.on('trailers', (received) => (trailers = received));
    forwarded.on('response', (answer, flags) => {
      const endStream = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, { endStream, waitForTrailers: !endStream });
      if (!endStream) forwarded.pipe(stream);
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const session of sessions) session.destroy();
    behind.destroy();
    await closed;
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
