import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { ApiRole } from '../../contract/api-role.ts';
import { StoreUnavailable } from '../../evidence/store.ts';
import { PICTURE_HEADERS } from './picture-answer.ts';
import { securityHeaders } from '../parts/security-headers.ts';
import { act } from './acts.ts';
import { brokenHere, problemOf } from './answers.ts';
import { settleCase } from './cases.ts';
import { readEvidence, readPicture, STORE_FAILED, uploadEvidence } from './evidence.ts';
import { sendEvent } from './events.ts';
import { readFeed } from './feed.ts';
import { keyRing } from './key-ring.ts';
import { listCases, queue, search, stages } from './lists.ts';
import { endLinks } from './links.ts';
import { readMail, readMails, resendMail } from './mails.ts';
import { readRefund } from './money.ts';
import type { ApiEnv, ApiParts, ApiContext } from './parts.ts';
import { listPolicies, readPolicy } from './policies.ts';
import {
  notAllowedHere,
  problemBody,
  refuse,
  tooMany,
  unavailable,
  ProblemError,
  type ApiProblem,
} from './problems.ts';
import { openPurchase } from './openings.ts';
import { readOptions } from './purchases.ts';
import { readClaim, readPurchase } from './read-purchase.ts';
import { rates } from './rates.ts';
import { publishedKeys, readReceipt } from './receipts.ts';
import { ACTS, mayPreview, ROUTES, type Route, type RouteName } from './routes.ts';
import { takeSignedEvent } from './signed-events.ts';
import {
  createEndpoint,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  resendEvents,
  rotateEndpoint,
  switchEndpoint,
} from './webhooks.ts';
import type { UseRecord } from './use-record.ts';
import type { UpdateName } from '../../contract/updates.ts';

type C = Context<ApiEnv>;

/** What is counted of each request. */
export interface RequestSeen {
  route: string;
  method: string;
  status: number;
  seconds: number;
}

export interface ApiOptions extends ApiParts {
  uses: UseRecord;
  seen: (request: RequestSeen) => void;
  limits?: Partial<ApiLimits>;
  /** Routes that only this service has, such as the sandbox's. */
  moreRoutes?: readonly KeyedRoute[];
}

/** A route that a key opens. */
export interface KeyedRoute extends Route {
  handle: Handler;
  /** Judges the request before its key. Throws `ProblemError`. */
  refuse?: (c: Context<ApiEnv>) => void;
}

export interface ApiLimits {
  perKey: { burst: number; perSecond: number };
  perAddress: { burst: number; perSecond: number };
  /** Requests with no valid key. */
  failed: { burst: number; perSecond: number };
  /** Acts on one purchase. It takes only so many in all. */
  perPurchase: { burst: number; perSecond: number };
  /**
   * Events of the order service for one purchase. Each is a signal, which a purchase cannot refuse: three months of them stay
   * below what the server takes for one workflow.
   */
  eventsPerPurchase: { burst: number; perSecond: number };
}

export const LIMITS: ApiLimits = {
  perKey: { burst: 400, perSecond: 200 },
  perAddress: { burst: 800, perSecond: 400 },
  failed: { burst: 20, perSecond: 1 },
  perPurchase: { burst: 60, perSecond: 1 / 60 },
  eventsPerPurchase: { burst: 60, perSecond: 1 / 900 },
};

/** For who opens a purchase at the address of the list. */
const OPENED_ELSEWHERE = ' A purchase is opened with PUT /v1/purchases/{purchaseId}.';

/** Signed by the sender instead of sent with a key. */
const SIGNED_EVENTS = '/v1/events';

/** Where programs look for the keys of a service. */
const PUBLISHED_KEYS = '/.well-known/jwks.json';

export type Handler = (context: ApiContext, c: Context<ApiEnv>) => Promise<Response>;

const READS_AND_OTHERS: Readonly<Record<Exclude<RouteName, UpdateName>, Handler>> = {
  openPurchase,
  readPurchase,
  readOptions,
  readClaim,
  readReceipt,
  search,
  queue,
  stages,
  sendEvent,
  uploadEvidence,
  readEvidence,
  readPicture,
  readMails,
  readMail,
  resendMail,
  endLinks,
  readRefund,
  listCases,
  settleCase,
  readFeed,
  listEndpoints,
  createEndpoint,
  rotateEndpoint,
  switchEndpoint,
  removeEndpoint,
  resendEvents,
  listDeliveries,
};

const isAct = (name: RouteName): name is RouteName & UpdateName => ACTS.some((each) => each === name);

const handlerOf = (name: RouteName): Handler =>
  isAct(name) ? (context, c) => act(context, c, name) : READS_AND_OTHERS[name];

const rolesOf = (name: RouteName): readonly ApiRole[] => {
  const { roles }: Route = ROUTES[name];
  return isAct(name) && mayPreview('assistant', name) ? [...roles, 'assistant'] : roles;
};

/** A purchase has a limit for what it is sent. What could not be read was not sent, and takes nothing of it. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'invalid_input',
  'no_json',
  'no_object',
  'not_json',
  'encoded',
  'too_large',
  'not_of_this_role',
  'idempotency_key_missing',
  'idempotency_key_malformed',
  'idempotency_key_reused',
  'no_etag_of_ours',
]);

/** The routes under `/v1`. Where it listens, and its health, is the business of `src/web/serve.ts`. */
export function createApi(options: ApiOptions, context: ApiContext): Hono<ApiEnv> {
  const { ledger, log, now, uses, seen } = options;
  const limits = { ...LIMITS, ...options.limits };
  const ring = keyRing(ledger);
  const perKey = rates(limits.perKey);
  const perAddress = rates(limits.perAddress);
  const failed = rates(limits.failed);
  const app = new Hono<ApiEnv>();
  const names = Object.keys(ROUTES) as RouteName[];

  const answerProblem = (c: C, problem: ApiProblem): Response => {
    const headers = { 'content-type': 'application/problem+json', ...problem.headers };
    c.status(problem.status as 400);
    return c.body(JSON.stringify(problemBody(problem, c.get('requestId'))), { headers });
  };

  // Outside the one below, which would set its own.
  app.use(ROUTES.readPicture.path, async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(PICTURE_HEADERS)) c.res.headers.set(name, value);
  });
  app.use(securityHeaders());

  app.use(async (c, next) => {
    const began = performance.now();
    c.set('requestId', `req_${randomUUID()}`);
    await next();
    // `c.header` would make the answer anew for each.
    const { headers } = c.res;
    headers.set('request-id', c.get('requestId'));
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    const route = c.get('route') ?? 'none';
    const { status } = c.res;
    seen({ route, method: c.req.method, status, seconds: (performance.now() - began) / 1000 });
    const caller = c.get('caller');
    if (caller !== undefined) {
      const { keyId } = caller;
      uses.add({ keyId, at: now(), method: c.req.method, route, status, purchaseId: c.get('purchaseId') });
    }
  });

  app.onError((error, c) => {
    if (error instanceof StoreUnavailable) log.error({ code: error.code }, STORE_FAILED);
    const problem = problemOf(error);
    if (problem === undefined) {
      return answerProblem(c, brokenHere(error, { log, requestId: c.get('requestId') }));
    }
    if (NEVER_SENT.has(problem.code)) c.get('uncount')?.();
    return answerProblem(c, problem);
  });

  const limitAddress = (c: C): void => {
    const wait = perAddress.take(context.callerAddress(c.env), now().getTime());
    if (wait !== undefined) throw tooMany(wait);
  };

  const identified = async (c: C): Promise<void> => {
    const at = now().getTime();
    limitAddress(c);
    const [, token = ''] = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const who = await ring.identify(token, at);
    if (who.known) {
      c.set('caller', who.caller);
      const pause = perKey.take(who.caller.keyId, at);
      if (pause !== undefined) throw tooMany(pause);
      return;
    }
    if (who.why === 'not_known_yet') {
      throw new ProblemError(
        unavailable('ledger_unavailable', 'Keys cannot be checked now: repeat it later.'),
      );
    }
    const pause = failed.take(context.callerAddress(c.env), at);
    if (pause !== undefined) throw tooMany(pause);
    throw refuse(401, 'no_valid_key', 'Send a valid key as Authorization: Bearer.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  };

  const built = names.map((name) => ({
    method: ROUTES[name].method,
    path: ROUTES[name].path,
    roles: rolesOf(name),
    handle: handlerOf(name),
  }));
  const routes: readonly KeyedRoute[] = [...built, ...(options.moreRoutes ?? [])];
  for (const { method, path, roles, handle, refuse: refuseFirst } of routes) {
    app.on(method, path, async (c) => {
      c.set('route', path);
      refuseFirst?.(c);
      await identified(c);
      const { role } = c.get('caller');
      if (!roles.includes(role)) {
        throw refuse(403, 'not_of_this_role', `A key of the role ${role} may not do this.`);
      }
      return handle(context, c);
    });
  }

  app.post(SIGNED_EVENTS, async (c) => {
    c.set('route', SIGNED_EVENTS);
    limitAddress(c);
    return takeSignedEvent(context, c);
  });

  for (const [path, answer] of [
    ['/v1/policies', listPolicies],
    ['/v1/policies/:version', readPolicy],
    [PUBLISHED_KEYS, (c: C) => publishedKeys(options, c)],
  ] as const) {
    app.get(path, (c) => {
      c.set('route', path);
      limitAddress(c);
      return answer(c);
    });
  }

  const allowedAt = new Map<string, string[]>([
    [SIGNED_EVENTS, ['POST']],
    ['/v1/policies', ['GET', 'HEAD']],
    ['/v1/policies/:version', ['GET', 'HEAD']],
    [PUBLISHED_KEYS, ['GET', 'HEAD']],
  ]);
  for (const { method, path } of routes) {
    allowedAt.set(path, [...(allowedAt.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  }
  for (const [path, methods] of allowedAt) {
    app.all(path, (c) => {
      c.set('route', path);
      throw notAllowedHere(methods, path === ROUTES.search.path ? OPENED_ELSEWHERE : undefined);
    });
  }
  app.notFound((c) =>
    answerProblem(c, { status: 404, code: 'no_such_route', detail: 'There is nothing at this address.' }),
  );
  return app;
}
