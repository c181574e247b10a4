import { Client, Connection } from '@temporalio/client';
import { historiesOf, tasksIn, type SeenEvent } from '../measure/histories.ts';
import { ABBA, type Contender } from '../parts/contender.ts';
import type { Round } from '../report/statistics.ts';
import { skipTime } from '../../dev/server/skip-time.ts';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import { buyOrder } from '../workload/orders.ts';
import { playersOn, type Bench } from './bench.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';

/** What a whole life leaves behind. Counted, not timed, so on a server of its own that can skip the waiting. */
export async function measureLives(bench: Bench): Promise<void> {
  const server = await startTemporal({
    dataDir: '.data',
    env: { ...process.env, TEMPORAL_ADDRESS: '' },
    needs: 'time_skipping',
    ephemeral: true,
    say: bench.say,
  });
  const connection = await Connection.connect({ address: server.address });
  const workers = await Promise.all(
    (['ours', 'bare'] as const).map((contender) => bench.stack.startWorker(contender, server)),
  );
  try {
    const client = new Client({ connection, namespace: server.namespace });
    const rounds: Round[] = [];
    for (let block = 0; block < bench.sizes.lives.blocks; block += 1) {
      for (const contender of ABBA) rounds.push(await oneRound(bench, client, contender));
    }
    bench.keep('lives', { sizes: {}, rounds });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await connection.close();
    await server.stop();
  }
}

async function oneRound(bench: Bench, client: Client, contender: Contender): Promise<Round> {
  const player = playersOn(client)[contender];
  const service = client.workflowService;
  const live = async (happy: boolean): Promise<SeenEvent[]> => {
    const order = await buyOrder(bench.stack.sandboxUrl, { smsDeadline: Date.now() + 20 * MINUTE_MS });
    const { purchaseId } = order;
    const workflow = { namespace: client.options.namespace, workflowId: player.workflowId(purchaseId) };
    await player.open(order);
    await waitUntilIdle(service, workflow);
    if (happy) {
      for (const name of ['smsReceived', 'activationCompleted'] as const) {
        await player.signal(name, purchaseId);
        await waitUntilIdle(service, workflow);
      }
    }
    await skipTime(service, { ...workflow, durationMs: happy ? 120 * HOUR_MS + MINUTE_MS : 21 * MINUTE_MS });
    if ((await waitUntilIdle(service, workflow)) !== 'closed') throw new Error('a life did not end');
    const [history = []] = await historiesOf(client, [workflow.workflowId], bench.signal);
    return history;
  };
  const happy = await live(true);
  const timeout = await live(false);
  return {
    contender,
    values: {
      happyEvents: happy.length,
      happyTasks: tasksIn(happy),
      timeoutEvents: timeout.length,
      timeoutTasks: tasksIn(timeout),
      events: happy.length + timeout.length,
      workflowTasks: tasksIn(happy) + tasksIn(timeout),
    },
  };
}
