import { setTimeout as delay } from 'node:timers/promises';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { FaultRig } from './fault-rig.ts';
import { originalOf } from './money-faults.ts';
import { CUT, type WireCall } from './wire.ts';

/** A write of one purchase or of its replacements: the n-th of its kind. */
export interface WritePoint {
  kind: WireCall['kind'];
  nth: number;
  /** `unheard`: the database has it, and the worker dies before it gets the answer. `heard`: right after it. */
  worker: 'unheard' | 'heard';
}

export interface WriteKiller {
  /** What was written for a payment so far, in order. */
  writes(original: PurchaseId): readonly WireCall['kind'][];
  /** Kills at this point, once, together with the others that are aimed at. `reached` resolves when it is done. */
  aim(original: PurchaseId, point: WritePoint): { reached: Promise<void>; forget: () => void };
  settled(): Promise<void>;
}

/** For the others that are on their way to their point. */
const GATHER_MS = 4_000;
/** A snapshot's try takes 2 s at most: whoever is held must have died by then. */
const GATHER_SNAPSHOTS_MS = 1_000;
/** The worker has ten connections to the database: with eight of them held, other writes still get through. */
export const MOST_HELD = 8;
/** For a process on the same machine to read an answer that lies in its socket. */
const READ_MS = 10;

interface Aim {
  point: WritePoint;
  hit: () => void;
  isHere: boolean;
}

interface Held {
  aim: Aim;
  tell: () => Promise<void>;
  cut: () => void;
}

/** Takes over the rig's wire to the database. Writes at their point are held, then one kill -9 strikes them all. */
export function writeKiller(rig: FaultRig): WriteKiller {
  const { shopData } = rig.sandbox;
  const seen = new Map<PurchaseId, WireCall['kind'][]>();
  const aims = new Map<PurchaseId, Aim>();
  let held: Held[] = [];
  const gathering = new Set<NodeJS.Timeout>();
  let killing: Promise<void> = Promise.resolve();

  function kill(): void {
    for (const timer of gathering) clearTimeout(timer);
    gathering.clear();
    const batch = held;
    held = [];
    killing = killing.then(async () => {
      const hearing = batch.filter(({ aim }) => aim.point.worker === 'heard');
      await Promise.all(hearing.map(({ tell }) => tell()));
      if (hearing.length > 0) await delay(READ_MS);
      await rig.worker.kill();
      for (const { aim, cut } of batch) {
        aim.hit();
        cut();
      }
      await rig.worker.start();
    });
  }

  const allHere = (): boolean => [...aims.values()].every(({ isHere }) => isHere);

  rig.database.passage = (write, tell) => {
    const original = originalOf(shopData, write.purchaseId);
    const before = seen.get(original) ?? [];
    seen.set(original, before);
    before.push(write.kind);
    const aim = aims.get(original);
    const nth = before.filter((kind) => kind === write.kind).length;
    if (!aim || aim.isHere || aim.point.kind !== write.kind || aim.point.nth !== nth) return tell();
    aim.isHere = true;
    const isSnapshot = write.kind === 'write:purchases';
    return new Promise((resolve) => {
      held.push({ aim, tell, cut: () => resolve(CUT) });
      if (held.length >= MOST_HELD || allHere()) kill();
      else gathering.add(setTimeout(kill, isSnapshot ? GATHER_SNAPSHOTS_MS : GATHER_MS));
    });
  };

  return {
    writes: (original) => seen.get(original) ?? [],
    aim(original, point) {
      const reached = new Promise<void>((hit) => aims.set(original, { point, hit, isHere: false }));
      const forget = (): void => {
        aims.delete(original);
        if (held.length > 0 && allHere()) kill();
      };
      return { reached, forget };
    },
    settled: () => killing,
  };
}
