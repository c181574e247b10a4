/** The two that are compared. */
export type Contender = 'ours' | 'bare';

export const CONTENDERS = ['ours', 'bare'] as const;

/** One after the other in turn, so that a drift of the machine hits both alike: ABBA. */
export const ABBA: readonly Contender[] = ['ours', 'bare', 'bare', 'ours'];

export const taskQueueOf = (contender: Contender): string => `bench-${contender}`;
