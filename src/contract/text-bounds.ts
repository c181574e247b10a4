/** P2. A claim's reason that is shorter after trimming is refused, citing P2. In characters. */
export const REASON_SHORTEST = 20;

/** Of any words that a person sends about a purchase: a reason, a note. In characters, after trimming. */
export const WORDS_LONGEST = 4_000;
