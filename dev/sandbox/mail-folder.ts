import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder } from '../server/own-folder.ts';
import type { Instant } from '../../src/contract/scalars.ts';
import { readMessage, type InboxMessage } from './inbox-message.ts';

/** Keeps mails as `<dataDir>/sandbox/inbox/<number>-<received, ms>.eml`, which any mail program opens. */
export interface MailFolder {
  /** In the order in which they came. */
  readAll(): Promise<InboxMessage[]>;
  add(raw: Uint8Array, receivedAt: Instant): void;
}

const NAME = /^(\d+)-(\d+)\.eml$/;

export function mailFolder(dataDir: string | undefined): MailFolder {
  if (dataDir === undefined) return { readAll: async () => [], add: () => undefined };
  const folder = join(dataDir, 'sandbox', 'inbox');
  makeOwnFolder(folder);
  let last = Math.max(0, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
  return {
    async readAll() {
      const messages: InboxMessage[] = [];
      for (const name of readdirSync(folder).toSorted()) {
        const receivedAt = NAME.exec(name)?.[2];
        if (receivedAt === undefined) continue;
        messages.push(await readMessage(readFileSync(join(folder, name)), Number(receivedAt)));
      }
      return messages;
    },
    add(raw, receivedAt) {
      last += 1;
      const path = join(folder, `${String(last).padStart(8, '0')}-${receivedAt}.eml`);
      writeFileSync(`${path}.next`, raw, { mode: 0o600 });
      renameSync(`${path}.next`, path);
    },
  };
}
