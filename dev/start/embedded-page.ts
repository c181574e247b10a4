import { Client, Connection } from '@temporalio/client';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { customerLinkOf } from '../sandbox/page/customer-link.ts';
import { startSandboxPage, type SandboxPage } from '../sandbox/page/start-page.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import type { MailTexts } from '../../src/emails/texts/mail-texts.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { TemporalServer } from '../server/temporal-server.ts';

const DEFAULT_PORT = 4400;

interface EmbeddedPageParts {
  sandbox: Sandbox | undefined;
  sandboxShop: boolean;
  ledger: Ledger;
  links: LinkConfig | undefined;
  mailTexts: MailTexts | undefined;
}

/**
 * Starts the page with a connection of its own. With the sandbox's shop everything can be tried, with a real one it only
 * shows. If `wantedPort` is taken, any free port is used.
 */
export async function startEmbeddedPage(
  server: TemporalServer,
  { sandbox, sandboxShop, ledger, links, mailTexts }: EmbeddedPageParts,
  wantedPort: number = DEFAULT_PORT,
): Promise<SandboxPage> {
  const { namespace, timeSkipping } = server;
  const connection = await Connection.connect(server.connectionOptions);
  try {
    const temporal = new Client({ connection, namespace });
    const returns = createReturnsClient({ client: temporal, records: ledgerRecords(ledger) });
    const customerLink = links && customerLinkOf({ returns, ledger }, links);
    const options = { returns, temporal, namespace, timeSkipping, customerLink, mailTexts, port: wantedPort };
    const page = await startSandboxPage(
      sandbox && sandboxShop ? { ...options, sandbox } : { ...options, ledger, inbox: sandbox?.inbox },
    );
    return { ...page, stop: () => page.stop().finally(() => connection.close()) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
