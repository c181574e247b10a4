import process from 'node:process';
import { NotVerified, sign, verify } from '../../../examples/http-typescript/src/standard-webhooks.ts';

// Verifies webhooks and signs events by examples/http-typescript. It reads and writes what the program in Python does.

interface Asked {
  verify: { secret: string; headers: Record<string, string>; body: string }[];
  sign: { secret: string; id: string; timestamp: number; body: string }[];
}

function verdict({ secret, headers, body }: Asked['verify'][number]): string {
  try {
    verify([secret], headers, body);
    return 'verified';
  } catch (error) {
    if (error instanceof NotVerified) return error.message;
    throw error;
  }
}

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
const signatures = asked.sign.map(({ secret, id, timestamp, body }) => sign(secret, id, timestamp, body));
process.stdout.write(JSON.stringify({ verify: asked.verify.map(verdict), sign: signatures }));
