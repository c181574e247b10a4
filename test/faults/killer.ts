import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { FaultRig } from './fault-rig.ts';
import { originalOf } from './money-faults.ts';
import { CUT, type WireCall } from './wire.ts';

/** A call of one purchase or of its replacements: the n-th of its kind, before or after its effect. */
export interface KillPoint {
  kind: WireCall['kind'];
  nth: number;
  when: 'before' | 'after';
}

export interface Killer {
  /** What went over the wires for a payment so far, in order. */
  calls(original: PurchaseId): readonly WireCall['kind'][];
  /** Kills at this point, once, together with the others that are aimed at. `reached` resolves when it is done. */
  aim(original: PurchaseId, point: KillPoint): { reached: Promise<void>; forget: () => void };
  /** Kills that are under way, with the start of the next worker. */
  settled(): Promise<void>;
}

/** The worker has five mail connections: with four of them held, other mails still get through. */
export const MOST_MAILS_HELD = 4;
/** Those on their way may come to the same kill. Well below the worker's own timeouts (18 s). */
const GATHER_MS = 10_000;

interface Aim {
  point: KillPoint;
  hit: () => void;
  isMet: boolean;
  /** Held: before its effect, or with it. */
  isHere: boolean;
}

/** What is struck while requests are held, and what then becomes of them. */
export interface Strike {
  /** Kills. `revive` is called when the held requests have been released. */
  kill: () => Promise<void>;
  revive: () => Promise<void>;
  /** `cut`: whoever asked is dead. `go_on`: it lives, and gets its answer after all. */
  held: 'cut' | 'go_on';
}

export const workerKilled = ({ worker }: FaultRig): Strike => ({
  kill: () => worker.kill(),
  revive: () => worker.start(),
  held: 'cut',
});

/** Takes over the rig's wires. Requests at their point are held, then one kill -9 strikes them all. */
export function killer(rig: FaultRig, strike: Strike = workerKilled(rig)): Killer {
  const { shopData } = rig.sandbox;
  const seen = new Map<PurchaseId, WireCall['kind'][]>();
  const aims = new Map<PurchaseId, Aim>();
  let held: (() => void)[] = [];
  let gathering: NodeJS.Timeout | undefined;
  let killing: Promise<void> = Promise.resolve();

  function kill(): void {
    clearTimeout(gathering);
    gathering = undefined;
    killing = killing.then(async () => {
      const batch = held;
      held = [];
      if (batch.length === 0) return;
      await strike.kill();
      for (const release of batch) release();
      await strike.revive();
    });
  }

  const allHere = (): boolean => [...aims.values()].every(({ isHere }) => isHere);

  function hold(aim: Aim): Promise<void> {
    aim.isHere = true;
    return new Promise((release) => {
      held.push(release);
      if (allHere()) kill();
      else gathering ??= setTimeout(kill, GATHER_MS);
    });
  }

  async function pass<Answer>(call: WireCall, forward: () => Promise<Answer>): Promise<Answer | typeof CUT> {
    const original = originalOf(shopData, call.purchaseId);
    const before = seen.get(original) ?? [];
    seen.set(original, before);
    before.push(call.kind);
    const aim = aims.get(original);
    const nth = before.filter((kind) => kind === call.kind).length;
    if (!aim || aim.isMet || aim.point.kind !== call.kind || aim.point.nth !== nth) return forward();
    aim.isMet = true;
    if (aim.point.when === 'before') {
      await hold(aim);
      aim.hit();
      return strike.held === 'cut' ? CUT : forward();
    }
    // A shop that cuts the connection itself has had its effect, or none, just the same.
    const answer = await forward().catch(() => CUT);
    await hold(aim);
    aim.hit();
    return strike.held === 'cut' ? CUT : (answer as Answer | typeof CUT);
  }

  rig.orders.passage = pass;
  rig.mails.passage = pass;
  return {
    calls: (original) => seen.get(original) ?? [],
    aim(original, point) {
      const reached = new Promise<void>((hit) =>
        aims.set(original, { point, hit, isMet: false, isHere: false }),
      );
      const forget = (): void => {
        aims.delete(original);
        if (held.length > 0 && allHere()) kill();
      };
      return { reached, forget };
    },
    settled: () => killing,
  };
}
