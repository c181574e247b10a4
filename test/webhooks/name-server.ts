import { createSocket } from 'node:dgram';
import { onTestFinished } from 'vitest';

/** A name server that knows every name, by the addresses of the moment. */
export async function nameServer(addresses: () => string[]): Promise<string> {
  const server = createSocket('udp4');
  server.on('message', (question, { port: from, address }) => {
    const asked = question.subarray(12, question.indexOf(0, 12) + 5);
    const isFour = asked.readUInt16BE(asked.length - 4) === 1;
    const answers = isFour ? addresses() : [];
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const records = answers.map((each) =>
      Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...each.split('.').map(Number)]),
    );
    server.send(Buffer.concat([header, asked, ...records]), from, address);
  });
  await new Promise<void>((resolve) => {
    server.bind(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `127.0.0.1:${server.address().port}`;
}
