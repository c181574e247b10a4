// A copy of a purchase, to try on it what a request would do.
import type { Instant } from '../src/contract/scalars.ts';
import type { Life } from './life.ts';
import { triedAt } from './runtime.ts';

/** A copy that nothing but its holder sees, as if it were `at`, and not before the last task of the purchase. */
export function copyAt(life: Life, at: Instant): Life {
  const { order, terms, runtime, flow, ...state } = life;
  const now = Math.max(at, runtime.now());
  return { ...copied(state), order, terms, flow, runtime: triedAt(now) };
}

/** Copies plain objects, lists and sets. What was one object in two places is one object in the copy too. */
function copied<T>(whole: T): T {
  const copies = new Map<unknown, unknown>();
  const copyOf = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return filled<unknown[]>(value, [], (copy) => copy.push(...value.map(copyOf)));
    if (value instanceof Set)
      return filled(value, new Set(), (copy) => value.forEach((each) => copy.add(copyOf(each))));
    return filled(value, {}, (copy) => {
      for (const [name, each] of Object.entries(value)) Object.assign(copy, { [name]: copyOf(each) });
    });
  };
  // The copy is known before it is filled, because what is in it may lead back to it.
  const filled = <C>(value: unknown, copy: C, fill: (copy: C) => unknown): C => {
    copies.set(value, copy);
    fill(copy);
    return copy;
  };
  // Sound: every part has the shape of what it is copied from.
  return copyOf(whole) as T;
}
