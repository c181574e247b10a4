import { expect, test, vi } from 'vitest';
import { refundKey } from '../../../src/contract/ids.ts';
import { openPlay } from '../../../dev/rig/play.ts';
import { NotAsked, patience } from '../../../src/operations/reconcile/asking.ts';
import { exitCodeOf, reportLines } from '../../../src/cli/reconcile-report.ts';
import { reconcileRig } from './reconcile-rig.ts';

const HOUR = 3_600_000;

test.concurrent('a payment that the order service does not answer for is named, and the others are checked', async (context) => {
  const rig = await reconcileRig(context);
  const silent = await openPlay(rig);
  const odd = await openPlay(rig);
  const failed = await openPlay(rig);
  for (const play of [silent, odd, failed]) {
    await play.cancelled();
    rig.sandbox.shop.failRefund(play.purchaseId);
  }
  const repaired = silent.fault('lookUpRefund', { kind: 'drop' });
  Object.assign(rig.sandbox.shopData.refunds[refundKey(odd.purchaseId)] ?? {}, { refundId: '' });
  const report = await rig.run();
  expect(report.notChecked.toSorted((one, other) => one.why.localeCompare(other.why))).toEqual([
    {
      purchaseId: silent.purchaseId,
      part: 'order_service',
      why: expect.stringMatching(/^The order service gave no answer to lookUpRefund: /),
    },
    {
      purchaseId: odd.purchaseId,
      part: 'order_service',
      why: expect.stringMatching(/^The order service's answer to lookUpRefund cannot be used: /),
    },
  ]);
  expect(report.findings.map(({ purchaseId, kind }) => [purchaseId, kind])).toEqual([
    [failed.purchaseId, 'refund_failed'],
  ]);
  expect(exitCodeOf(report)).toBe(2);

  // A case whose purchase could not be checked is not said to be gone.
  repaired();
  expect((await rig.run()).findings.map(({ purchaseId }) => purchaseId)).toContain(silent.purchaseId);
  failed.fault('lookUpRefund', { kind: 'status', status: 503 });
  expect(await rig.run()).toMatchObject({
    noLongerFound: [],
    notChecked: expect.arrayContaining([expect.objectContaining({ purchaseId: failed.purchaseId })]),
  });
});

test.concurrent('without a worker the purchases cannot be asked, and their payments still are', async (context) => {
  const rig = await reconcileRig(context);
  const play = await openPlay(rig);
  await play.cancelled();
  rig.sandbox.shop.failRefund(play.purchaseId);
  await rig.stopWorker();
  const report = await rig.run();
  expect(report.notChecked).toEqual([
    {
      purchaseId: play.purchaseId,
      part: 'workflow',
      why: 'Neither the Temporal server nor a worker gave an answer.',
    },
  ]);
  expect(report.findings.map(({ kind }) => kind)).toEqual(['refund_failed']);
  expect(exitCodeOf(report)).toBe(2);
});

test.concurrent('a report names no person, and no word of anybody', async (context) => {
  const rig = await reconcileRig(context);
  const customer = { customerId: 'cus_9', email: 'grace@customer.example', name: 'Grace Hopper' };
  const play = await openPlay(rig, { customer });
  await play.cancelled();
  rig.sandbox.shop.failRefund(play.purchaseId, 'account of Grace Hopper was closed');
  const open = await openPlay(rig, { customer });
  open.fault('lookUpRefund', { kind: 'odd_body' });
  const report = await rig.run({ now: new Date(Date.now() + HOUR) });
  expect(report.findings).toHaveLength(2);
  expect(report.notChecked).toHaveLength(1);
  const cases = await rig.ledger.selectFrom('cases').selectAll().execute();
  for (const text of [JSON.stringify(report), reportLines(report).join('\n'), JSON.stringify(cases)]) {
    expect(text).not.toMatch(/grace|hopper|cus_9|@customer|\+44/i);
  }
});

test.concurrent('the report is a table that a person can read', () => {
  expect(
    reportLines({
      at: '2026-03-09T02:00:00.000Z',
      since: '2026-02-02T02:00:00.000Z',
      purchases: 3,
      asked: 2,
      payments: 2,
      findings: [
        {
          purchaseId: 'p1',
          kind: 'projection_behind',
          key: 'p1',
          found: { ledger: null, workflow: { stage: 'claim_window', revision: 4 } },
          done: { what: 're_projected' },
        },
        {
          purchaseId: 'p2',
          kind: 'refund_failed',
          key: refundKey('p2'),
          found: {
            ledger: { amount: 149, currency: 'EUR', refundId: 'rf_2', byHand: false },
            orderService: { status: 'refused', refundId: 'rf_2' },
          },
          done: { what: 'case', caseId: 'case_1', state: 'opened', mail: 'accepted' },
        },
      ],
      noLongerFound: [
        {
          caseId: 'case_0',
          purchaseId: 'p3',
          kind: 'workflow_missing',
          key: 'p3',
          openedAt: '2026-03-08T02:00:00.000Z',
        },
      ],
      notChecked: [],
    }),
  ).toEqual([
    'purchase  found              ledger                other side                      done',
    'p1        projection_behind  nothing               stage claim_window, revision 4  written from the workflow',
    'p2        refund_failed      €1.49, refundId rf_2  status refused, refundId rf_2   case_1 opened, mail accepted',
    '',
    'purchase  no longer found   open since                case, to be settled',
    'p3        workflow_missing  2026-03-08T02:00:00.000Z  case_0',
    '',
    '3 purchases open or closed since 2026-02-02T02:00:00.000Z, 2 of them asked, 2 payments: 2 found, 1 left to a person, 0 not checked.',
  ]);
});

test.concurrent('an answer that does not come in time is asked for once more before it counts as missing', async () => {
  const patient = patience(0);
  const broken = new Error('no answer');
  const slowOnce = vi.fn<() => Promise<string>>().mockRejectedValueOnce(broken).mockResolvedValue('there');
  expect(await patient(slowOnce)).toBe('there');
  expect(slowOnce).toHaveBeenCalledTimes(2);
  const silent = vi.fn<() => Promise<string>>().mockRejectedValue(broken);
  await expect(patient(silent)).rejects.toBe(broken);
  expect(silent).toHaveBeenCalledTimes(2);
});

test.concurrent('a part that answers nothing ten times in a row is not waited for any more', async () => {
  const broken = new Error('no answer');
  const ask = vi.fn<() => Promise<never>>().mockRejectedValue(broken);
  const patient = patience(0);
  for (let n = 1; n <= 4; n += 1) await expect(patient(ask)).rejects.toBe(broken);
  expect(await patient(() => Promise.resolve('there'))).toBe('there');
  for (let n = 1; n <= 5; n += 1) await expect(patient(ask)).rejects.toBe(broken);
  await expect(patient(ask)).rejects.toThrow(NotAsked);
  expect(ask).toHaveBeenCalledTimes(18);
});

test.concurrent('a part is given up in the middle of asking once more, for the reason it gave', async () => {
  const broken = new Error('no answer');
  const silent = vi.fn<() => Promise<never>>().mockRejectedValue(broken);
  const patient = patience(0);
  const lanes = Array.from({ length: 11 }, () => expect(patient(silent)).rejects.toBe(broken));
  await Promise.all(lanes);
  expect(silent).toHaveBeenCalledTimes(11 + 9);
});

test.concurrent('a failure that comes at once costs no patience, and is not asked for again', async () => {
  const patient = patience();
  const broken = new Error('refused');
  const refuse = vi.fn<() => Promise<never>>().mockRejectedValue(broken);
  for (let n = 1; n <= 30; n += 1) await expect(patient(refuse)).rejects.toBe(broken);
  expect(refuse).toHaveBeenCalledTimes(30);
});
