import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { policyAsData, type PolicyAsData } from '../../policy/policy-as-data.ts';
import { CURRENT_VERSION_ID, VERSION_IDS } from '../../policy/versions.ts';
import type { ApiEnv } from './parts.ts';
import { NOT_FOUND, ProblemError } from './problems.ts';
import { queryOf } from './read-request.ts';

/** The versions of the policy, and which one a purchase that names none gets. Public. */
export function listPolicies(c: Context<ApiEnv>): Response {
  queryOf(c, []);
  return c.json({ current: CURRENT_VERSION_ID, versions: VERSION_IDS });
}

/** One version as data, with a hash of exactly that data. Public, and never changes. */
export function readPolicy(c: Context<ApiEnv>): Response {
  queryOf(c, []);
  const policy = policyAsData(c.req.param('version') ?? '');
  if (policy === undefined) throw new ProblemError(NOT_FOUND);
  const sha256 = hashOf(policy);
  return c.json({ policy, sha256 }, 200, { etag: `"${sha256}"`, 'cache-control': 'public, max-age=3600' });
}

const hashOf = (policy: PolicyAsData): string =>
  createHash('sha256').update(JSON.stringify(policy)).digest('hex');

/** The hash that `GET /v1/policies/{version}` answers. `undefined`: there is no such version. */
export function policyHash(version: string): string | undefined {
  const policy = policyAsData(version);
  return policy && hashOf(policy);
}
