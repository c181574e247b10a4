/** The two that are compared everywhere. */
export type Contender = 'ours' | 'bare';

/** Ours with nothing written down: only to tell what the ledger costs. */
export type Variant = Contender | 'without_ledger';

export const CONTENDERS = ['ours', 'bare'] as const;

/** One after the other in turn, so that a drift of the machine hits both alike: ABBA. */
export const inTurn = <V extends Variant>(other: V): readonly ('ours' | V)[] => [
  'ours',
  other,
  other,
  'ours',
];

export const ABBA = inTurn('bare');

export const taskQueueOf = (variant: Variant): string => `bench-${variant}`;
