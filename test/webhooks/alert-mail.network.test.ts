import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { EndpointAlert } from '../../src/ledger/read/webhook-alerts.ts';
import { webhooksOf } from '../../worker/webhooks-of.ts';
import { mailServer } from '../emails/sending/mail-server.ts';

const endpointId = 'whe_0123456789abcdef01234567';
const OF = { endpointId, url: 'https://shop.example/webhooks?token=quite-secret' };
const at = new Date('2026-03-02T09:00:00.000Z');

const ALERTS: readonly EndpointAlert[] = [
  { kind: 'failing', ...OF, failingSince: at },
  { kind: 'switched_off', ...OF, disabledAt: at },
  { kind: 'gone', ...OF, disabledAt: at },
  { kind: 'given_up', ...OF, events: 2, latest: at, asOf: at },
];

function mailerOfAlerts(smtpUrl: string): (about: EndpointAlert) => Promise<boolean> {
  const mail = { smtpUrl, from: 'returns@instaotp.example', replyTo: 'support@instaotp.example' };
  const webhooks = webhooksOf({ webhookSecret: randomBytes(32) }, mail);
  return webhooks?.alert ?? expect.fail();
}

test('a mail about an endpoint goes to support, with its host only, and under the same id when it is sent again', async () => {
  await using server = await mailServer();
  const mailAlert = mailerOfAlerts(server.url);
  for (const alert of [...ALERTS, ...ALERTS]) expect(await mailAlert(alert)).toBe(true);
  const ids = server.arrived.map(({ parsed }) => parsed.messageId);
  const mailed = ALERTS.map(({ kind }) => `<note.${endpointId}.${kind}.${at.getTime()}@instaotp.example>`);
  expect(ids).toEqual([...mailed, ...mailed]);
  for (const { envelope, raw } of server.arrived) {
    expect(envelope.to).toEqual(['support@instaotp.example']);
    expect(raw).not.toContain('quite-secret');
  }
  expect(server.arrived.slice(0, ALERTS.length).map(({ parsed }) => parsed.subject)).toEqual([
    `Webhooks to shop.example (${endpointId}) fail`,
    `Webhooks to shop.example (${endpointId}) are switched off`,
    `Webhooks to shop.example (${endpointId}) are switched off`,
    `Webhooks to shop.example (${endpointId}): 2 given up`,
  ]);
});

test('a mail server that is away has taken nothing', async () => {
  const server = await mailServer();
  await server[Symbol.asyncDispose]();
  const [alert] = ALERTS;
  expect(alert && (await mailerOfAlerts(server.url)(alert))).toBe(false);
});
