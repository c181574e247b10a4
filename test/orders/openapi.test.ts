import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import openapi from '../../src/orders/openapi.json' with { type: 'json' };
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { openSandbox } from '../dev/sandbox/open-sandbox.ts';
import { recordingProxy, type Exchange } from './recording-proxy.ts';

interface Operation {
  parameters?: { $ref: string }[];
  requestBody?: object;
  responses: Record<string, { $ref?: string; content?: object }>;
}

const paths = openapi.paths as Record<string, Record<string, Operation>>;

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(openapi, 'openapi');

/** All that is wrong with a value, by the schema at this place of the description. */
function faultsOf(place: string[], value: unknown): string[] {
  const pointer = place
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent);
  const validate = ajv.compile({ $ref: `openapi#/${pointer.join('/')}` });
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const jsonSchema = ['content', 'application/json', 'schema'];

/** The described operation that an exchange is one of. */
function placeOf({ method, path }: Exchange): string[] {
  const found = Object.keys(paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  );
  if (found === undefined) throw new Error(`${path} is not described`);
  return ['paths', found, method.toLowerCase()];
}

test('the description is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(openapi));
  expect(result).toEqual({ valid: true });
});

test('whatever adapter and sandbox say to each other is described, request and answer', async (context) => {
  const { shop, faults, orderServiceUrl, token } = await openSandbox();
  const proxy = await recordingProxy(orderServiceUrl, context);
  const orders = httpOrderService({ url: proxy.url, token });
  const stranger = httpOrderService({ url: proxy.url, token: 'wrong' });
  const price = { amount: 149, currency: 'EUR' };
  const refund = { key: 'refund:p1', purchaseId: 'p1', price, reason: 'R2' };
  const replacement = { purchaseId: 'p1', price, service: 'Telegram', country: 'GB' };

  const { activation } = shop.buy({ purchaseId: 'p1' });
  const cancel = { key: 'cancel:p1', activationId: activation.activationId };
  faults.add({ call: 'cancel', kind: 'too_early', times: 1 });
  await orders.cancel(cancel);
  await orders.cancel(cancel);
  const withSms = shop.buy({ purchaseId: 'p2' }).activation.activationId;
  shop.deliverSms('p2');
  await orders.lookUpActivation(withSms);
  await orders.cancel({ key: 'cancel:p2', activationId: withSms });
  await orders.cancel({ key: 'cancel:p9', activationId: 'nobody' }).catch(() => undefined);
  await orders.lookUpActivation('nobody');
  await orders.lookUpRefund('refund:p1');
  faults.add({ call: 'refund', kind: 'refused', reason: 'account closed', times: 1 });
  await orders.refund(refund);
  await orders.refund(refund);
  await orders.refund({ ...refund, reason: 'C1' }).catch(() => undefined);
  await orders.lookUpRefund('refund:p1');
  await stranger.refund(refund).catch(() => undefined);
  faults.add({ call: 'replacement', kind: 'out_of_stock', times: 1 });
  await orders.issueReplacement({ ...replacement, key: 'replacement:p1:1' });
  await orders.issueReplacement({ ...replacement, key: 'replacement:p1:2' });
  faults.add({ call: 'replacement', kind: 'refused', reason: 'closed today', times: 1 });
  await orders.issueReplacement({ ...replacement, key: 'replacement:p1:3' });
  await orders.lookUpReplacement('replacement:p1:2');
  await orders.lookUpReplacement('replacement:p1:4');

  const faultsFound = proxy.exchanges.flatMap((exchange) => {
    const place = placeOf(exchange);
    const operation = paths[place[1] ?? '']?.[place[2] ?? ''];
    const response = operation?.responses[exchange.status];
    if (!operation || !response)
      return [`${exchange.method} ${exchange.path}: ${exchange.status} not described`];
    const keyWanted = operation.parameters?.some(({ $ref }) => $ref.endsWith('/IdempotencyKey')) ?? false;
    const keySchema = ['components', 'parameters', 'IdempotencyKey', 'schema'];
    return [
      ...(keyWanted
        ? faultsOf(keySchema, exchange.key)
        : exchange.key === undefined
          ? []
          : ['key not described']),
      ...(operation.requestBody
        ? faultsOf([...place, 'requestBody', ...jsonSchema], exchange.requestBody)
        : exchange.requestBody === undefined
          ? []
          : ['body not described']),
      ...(response.content
        ? faultsOf([...place, 'responses', String(exchange.status), ...jsonSchema], exchange.responseBody)
        : []),
    ];
  });
  expect(faultsFound).toEqual([]);

  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const used = new Set(proxy.exchanges.map((exchange) => placeOf(exchange).slice(1).toReversed().join(' ')));
  expect([...used].toSorted()).toEqual(operations.toSorted());
  expect([...new Set(proxy.exchanges.map(({ status }) => status))].toSorted((a, b) => a - b)).toEqual([
    200, 401, 404, 409,
  ]);
});

test('the check notices an answer that is not described', () => {
  const place = ['components', 'schemas', 'Refund'];
  expect(faultsOf(place, { refundId: 'rf_1', status: 'confirmed' })).toEqual([]);
  expect(faultsOf(place, { refundId: 'rf_1', status: 'done' })).toEqual([
    '/status must be equal to one of the allowed values',
  ]);
});
