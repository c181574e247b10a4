import type { KeyedRoute } from '../api/api.ts';
import { refuse } from '../api/problems.ts';
import { jsonBody } from '../api/read-request.ts';

/**
 * Tools for assistants, by the Model Context Protocol: stateless, so every request stands alone. It has no rule of its own
 * and acts on nothing (ADR 40).
 */
export const MCP: KeyedRoute = {
  method: 'POST',
  path: '/mcp',
  roles: ['assistant'],
  // As the protocol demands against rebound names. No page of a browser is served, so none has an origin that would do.
  refuse(c) {
    if (c.req.header('origin') === undefined) return;
    throw refuse(403, 'origin_not_allowed', 'Requests from the page of a browser are not taken here.');
  },
  async handle(context, c) {
    const message = await jsonBody(c);
    // Some ten megabytes and a third of a second, which a service without assistants need not spend.
    const { answerMessage } = await import('./protocol.ts');
    return answerMessage(context, c, message);
  },
};
