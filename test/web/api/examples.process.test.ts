import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLES } from '../../../scripts/api-examples.ts';
import type { ApiRole } from '../../../src/contract/api-role.ts';
import { readReceiptKeys } from '../../../src/receipts/receipt-keys.ts';
import { ROUTES, type RouteName } from '../../../src/web/api/routes.ts';
import { OWN_MACHINE } from '../../../src/webhooks/private-ranges.ts';
import { rigForPrograms, type RigForPrograms } from '../../rig-for-programs.ts';
import { makeExamples } from './example-purchases.ts';
import { servedApi, type TestApi } from './served-api.ts';

let started: RigForPrograms;
let api: TestApi;
beforeAll(async () => {
  // A rig of its own, because the ids of the examples are always the same.
  started = await rigForPrograms();
  const webhooks = { secret: randomBytes(32), privateRanges: OWN_MACHINE };
  const receiptKeys = readReceiptKeys(`rsk_${randomBytes(32).toString('base64')}`);
  if (receiptKeys === undefined) throw new Error('no keys');
  api = await servedApi(started.rig, { webhooks, receiptKeys });
  await makeExamples(api, started.rig, webhooks);
});
afterAll(() => started?.end());

interface Operation {
  operationId: RouteName;
  parameters: { name: string; in: string; example?: string }[];
  requestBody?: { content: { 'application/json': { examples: Record<string, { value: unknown }> } } };
}
const { paths } = JSON.parse(readFileSync('src/web/api/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};

/** What ends what the others are about comes last. */
const ENDS: readonly RouteName[] = ['withdrawClaim', 'removeEndpoint'];

/** Tried in evidence.server.test.ts: the document cannot have a picture. */
const ABOUT_PICTURES: ReadonlySet<RouteName> = new Set(['uploadEvidence', 'readEvidence', 'readPicture']);

const called = Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  .filter(({ operation }) => operation.operationId in EXAMPLES && !ABOUT_PICTURES.has(operation.operationId))
  .toSorted(
    (one, other) => ENDS.indexOf(one.operation.operationId) - ENDS.indexOf(other.operation.operationId),
  );

/** Who sends it: the first role that may. What support reports is an event as well, of another sender. */
function senderOf(name: RouteName, example: string): ApiRole {
  const roles: readonly ApiRole[] = ROUTES[name].roles;
  const senders = (['service', 'approver', 'admin'] as const).filter((role) => roles.includes(role));
  return (example === 'remediationDone' ? senders[1] : senders[0]) ?? 'viewer';
}

test('every example of the document is taken by the API, or refused by the policy because of the one before', async () => {
  const answers: Record<string, number[]> = {};
  for (const { path, method, operation } of called) {
    const { operationId, parameters, requestBody } = operation;
    const at = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(parameters.find((each) => each.in === 'path' && each.name === name)?.example ?? ''),
    );
    const examples = requestBody?.content['application/json'].examples ?? { '': { value: undefined } };
    for (const [name, { value }] of Object.entries(examples)) {
      const key = api.keys[senderOf(operationId, name)];
      const { status } = await api.call(method.toUpperCase(), at, { key, body: value });
      answers[operationId] = [...(answers[operationId] ?? []), status];
    }
  }
  const taken = Object.fromEntries(called.map(({ operation }) => [operation.operationId, [200]]));
  expect(answers).toEqual({
    ...taken,
    openPurchase: [201],
    sendEvent: [202, 202],
    submitClaim: [200, 409],
    chooseRemedy: [200, 409],
    // Evidence is asked for, the claim becomes another one, which nobody approves, and is rejected.
    decideClaim: [200, 200, 409, 200],
    reportRemediation: [200, 409],
    // The call is tried again, and refused again: until then support is told that it is under way.
    settleByHand: [200, expect.toBeOneOf([200, 409])],
    createEndpoint: [201, 201],
    switchEndpoint: [200, 200],
  });
});
