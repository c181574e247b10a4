import { EXAMPLE_IDS, EXAMPLE_PURCHASES } from '../../../scripts/api-examples.ts';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { createEndpoint, type EndpointParts } from '../../../src/operations/webhook-endpoints.ts';
import type { TestApi } from './served-api.ts';

type ExampleStage = keyof typeof EXAMPLE_PURCHASES;

/** An open purchase whose SMS has come, up to the stage. */
const UP_TO: { readonly [S in ExampleStage]: (play: Play) => Promise<void> } = {
  claim_window: async () => undefined,
  in_review: claimInvalid,
  in_remediation: claimDefect,
  async access_requested(play) {
    await claimDefect(play);
    await play.support('requestAccess', { what: 'The settings page of your server.' });
  },
  async remedied(play) {
    await claimDefect(play);
    await play.support('reportRemediation', { outcome: 'done', summary: 'It has a new route.' });
  },
  async awaiting_choice(play) {
    await claimDefect(play);
    await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The number is dead.' });
  },
  async closed(play) {
    await claimInvalid(play);
    await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
  },
  async returning_funds(play) {
    play.fault('refund', { kind: 'refused', reason: 'the bank is away' });
    await claimInvalid(play);
    await play.support('decideClaim', { decision: 'approve', note: 'The screenshot shows it.' });
  },
};

async function claimInvalid(play: Play): Promise<void> {
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    evidence: [{ evidenceId: 'screenshot-1' }],
    reason: 'The service says that this number is not valid.',
  });
}

async function claimDefect(play: Play): Promise<void> {
  const reason = 'The number lost every second code today.';
  await play.customer('submitClaim', { claimType: 'major_defect', reason });
}

/** A purchase of the API's service, in that stage. */
export async function purchaseIn(
  api: TestApi,
  rig: RunningRig,
  stage: ExampleStage,
  purchaseId: string,
): Promise<void> {
  const order = rig.sandbox.shop.buy({ purchaseId });
  const { service: key } = api.keys;
  const { status, body } = await api.call('PUT', `/v1/purchases/${purchaseId}`, { key, body: order });
  if (status !== 201) throw new Error(`not opened: ${status} ${JSON.stringify(body)}`);
  const play = playOn(rig, order);
  await play.sms();
  await UP_TO[stage](play);
  const reached = (await play.status()).stage;
  if (reached !== stage) throw new Error(`${purchaseId} is ${reached} instead of ${stage}`);
}

/** Makes all that the examples of the document name, on a rig and an API that nobody else uses. */
export async function makeExamples(
  api: TestApi,
  rig: RunningRig,
  webhooks: Omit<EndpointParts, 'ledger'>,
): Promise<void> {
  const stages = Object.entries(EXAMPLE_PURCHASES) as [ExampleStage, string][];
  await Promise.all(stages.map(([stage, purchaseId]) => purchaseIn(api, rig, stage, purchaseId)));
  await createEndpoint(
    { ledger: rig.ledger, ...webhooks },
    { url: 'https://shop.example/webhooks' },
    { by: 'examples', now: new Date(), endpointId: EXAMPLE_IDS.endpoint },
  );
  await makeCase(api, rig, EXAMPLE_IDS.case);
}

/** A case of support, for an opening that was refused. */
export async function makeCase(api: TestApi, rig: RunningRig, caseId: string): Promise<void> {
  const { purchaseId } = rig.sandbox.shop.buy({});
  const refused = await api.call('PUT', `/v1/purchases/${purchaseId}`, { key: api.keys.service, body: {} });
  await rig.ledger
    .updateTable('cases')
    .set({ case_id: caseId })
    .where('case_id', '=', String(refused.body['caseId']))
    .execute();
}
