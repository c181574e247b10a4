import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from './process-mark.ts';

const Running = z.object({
  pid: z.int(),
  /** Distinguishes this process from a later one with the same pid. */
  mark: z.string(),
  temporalAddress: z.string(),
  namespace: z.string(),
  timeSkipping: z.boolean(),
  orderServiceUrl: z.string(),
  /** Only host and port: an SMTP address may hold a password. */
  mailsTo: z.string(),
  /** The sandbox's control API, if there is a sandbox. */
  sandboxUrl: z.string().optional(),
  /** Whether the shop is the sandbox's. */
  sandboxShop: z.boolean(),
  /** The address of the PostgreSQL in the data folder, with its password. Absent: the service was given DATABASE_URL. */
  databaseUrl: z.string().optional(),
  /** Names the database of the ledger among all, wherever it is. Absent in a file of an older version, or if the database did not say. */
  ledgerIdentity: z.string().optional(),
  /** How the service sends mails, if they go to the sandbox's inbox. */
  sandboxMail: z.object({ smtpUrl: z.string(), from: z.string(), replyTo: z.string().optional() }).optional(),
  /** The address of the page; absent in a file of an older version. */
  pageUrl: z.string().optional(),
  /** The address of the HTTP API, and a key of each side for trying it out. */
  api: z
    .object({
      url: z.string(),
      keys: z.object({ service: z.string(), approver: z.string(), admin: z.string().optional() }),
    })
    .optional(),
  /** Where customers' pages are, and what their links are made with. Absent: the service was given its own, or has none. */
  links: z.object({ publicUrl: z.string(), secret: z.string() }).optional(),
  /** What webhook endpoints are made with. Absent: the service was given WEBHOOK_SECRET, or sends no webhooks. */
  webhookSecret: z.string().optional(),
});

/**
 * The addresses of the parts of a running `npm start`. Its secrets are the password of its own PostgreSQL, the keys of the
 * HTTP API and the secrets that webhook endpoints and customers' links are made with. It holds nothing that the service was given in its
 * environment. Only its user can read the file.
 */
export type Running = z.infer<typeof Running>;

/** The file in which a running `npm start` saves the addresses of its parts. */
export const startFileIn = (dataDir: string): string => join(dataDir, 'start.json');

/** `undefined`: no `npm start` runs on this data. A file that a killed one has left does not count. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    const running = Running.parse(JSON.parse(readFileSync(startFileIn(dataDir), 'utf8')));
    return isRunning(running.pid, running.mark) ? running : undefined;
  } catch {
    return undefined;
  }
}
