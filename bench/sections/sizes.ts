/** How much is measured. `full` must end within an hour on two quiet cores, `quick` within six. */
export interface Sizes {
  /** Heap limit of a worker, megabytes. */
  heapMb: number;
  /** PostgreSQL counts up to 10 s late what a connection did before it went idle (PGSTAT_IDLE_INTERVAL). */
  countedAfterMs: number;
  /** Lives from beginning to end with time skipped: blocks of one of each kind. */
  lives: { blocks: number };
  /** What is left to the last opening before the first deadline comes. */
  leadMs: number;
  /** Purchases of each life in a round. */
  ledger: { blocks: number; purchases: number; perSecond: number };
  /** Purchases in the ledger, and calls of each kind. */
  readings: { purchases: number; calls: number };
  load: { blocks: number; purchases: number; atATime: number };
  latency: { blocks: number; purchases: number; perSecond: number };
  coldStart: { blocks: number };
  /** Purchases of both contenders that are open meanwhile: some, then many. */
  open: { some: number; many: number };
  /** Steps of one contender's opening; `cached`: how many of those fit into the worker's cache of 1,000 for certain. */
  memory: { step: number; cachedSteps: number; evictedFromStep: number };
  deadline: { blocks: number; purchases: number; perSecond: number };
  idle: { slices: number; sliceMs: number };
  recovery: { blocks: number; signals: number };
  burst: { blocks: number; purchases: number };
  /** `calls` by HTTP and as many by the client; `reads` of each kind; `requests` within `loadMs` at most; `due` at once. */
  http: {
    calls: number;
    perSecond: number;
    reads: number;
    purchases: number;
    requests: number;
    loadMs: number;
    told: number;
    due: number;
  };
  /** Pictures that come at once, and their pixels. */
  pictures: { uploads: number; width: number; height: number };
}

export const FULL: Sizes = {
  heapMb: 4_096,
  countedAfterMs: 10_500,
  leadMs: 5_000,
  lives: { blocks: 2 },
  ledger: { blocks: 2, purchases: 60, perSecond: 10 },
  readings: { purchases: 100_000, calls: 1_000 },
  load: { blocks: 3, purchases: 100, atATime: 16 },
  latency: { blocks: 3, purchases: 200, perSecond: 20 },
  coldStart: { blocks: 3 },
  open: { some: 1_000, many: 10_000 },
  memory: { step: 400, cachedSteps: 2, evictedFromStep: 4 },
  deadline: { blocks: 1, purchases: 50, perSecond: 4 },
  idle: { slices: 3, sliceMs: 15_000 },
  recovery: { blocks: 2, signals: 100 },
  burst: { blocks: 1, purchases: 1_000 },
  http: {
    calls: 400,
    perSecond: 20,
    reads: 500,
    purchases: 100_000,
    requests: 100_000,
    loadMs: 150_000,
    told: 100,
    due: 1_000,
  },
  pictures: { uploads: 20, width: 6_000, height: 4_000 },
};

export const QUICK: Sizes = {
  heapMb: 4_096,
  countedAfterMs: 1_500,
  leadMs: 1_500,
  lives: { blocks: 1 },
  ledger: { blocks: 1, purchases: 10, perSecond: 10 },
  readings: { purchases: 10_000, calls: 50 },
  load: { blocks: 1, purchases: 20, atATime: 16 },
  latency: { blocks: 1, purchases: 20, perSecond: 20 },
  coldStart: { blocks: 1 },
  open: { some: 20, many: 600 },
  memory: { step: 150, cachedSteps: 2, evictedFromStep: 3 },
  deadline: { blocks: 1, purchases: 6, perSecond: 6 },
  idle: { slices: 2, sliceMs: 2_000 },
  recovery: { blocks: 1, signals: 10 },
  burst: { blocks: 1, purchases: 20 },
  http: {
    calls: 10,
    perSecond: 20,
    reads: 20,
    purchases: 5_000,
    requests: 200,
    loadMs: 5_000,
    told: 5,
    due: 30,
  },
  pictures: { uploads: 3, width: 1_200, height: 800 },
};
