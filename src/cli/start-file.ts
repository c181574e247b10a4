import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from './process-mark.ts';

const Running = z.object({
  pid: z.int(),
  /** Tells this process from a later one of the same pid. */
  mark: z.string(),
  temporalAddress: z.string(),
  namespace: z.string(),
  timeSkipping: z.boolean(),
  orderServiceUrl: z.string(),
  /** Host and port only: an SMTP address may carry a password. */
  mailsTo: z.string(),
  /** Where the sandbox is driven, if there is one. */
  sandboxUrl: z.string().optional(),
  /** Whether the shop is the sandbox's. */
  sandboxShop: z.boolean(),
  /** Of the PostgreSQL in the data folder, with its password. Absent: the service was given DATABASE_URL. */
  databaseUrl: z.string().optional(),
  /** How the service sends, where the sandbox's inbox takes the mails. */
  sandboxMail: z.object({ smtpUrl: z.string(), from: z.string(), replyTo: z.string().optional() }).optional(),
  /** Where the page is; absent in a file that an older version wrote. */
  pageUrl: z.string().optional(),
});

/**
 * Where the parts of a running `npm start` are. Of secrets it has the password of its own PostgreSQL alone, and nothing
 * that the service was given in its environment. Only its user can read the file.
 */
export type Running = z.infer<typeof Running>;

/** Where a running `npm start` writes where its parts are. */
export const startFileIn = (dataDir: string): string => join(dataDir, 'start.json');

/** `undefined`: none runs on this data. What a killed one left behind does not count. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    const running = Running.parse(JSON.parse(readFileSync(startFileIn(dataDir), 'utf8')));
    return isRunning(running.pid, running.mark) ? running : undefined;
  } catch {
    return undefined;
  }
}
