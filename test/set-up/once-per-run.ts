/** Something that was started, and how it ends. */
export interface Started<T> {
  value: T;
  stop: () => Promise<void>;
}

interface Shared {
  started: Promise<Started<unknown>>;
  users: number;
}

/** Every project loads this file anew, so what they share is kept with the process. */
const kept = globalThis as typeof globalThis & { instaotpTestRun?: Map<string, Shared> };

/**
 * Starts a part that several projects of one test run need when the first of them asks for it, and stops it when the
 * last has ended.
 */
export async function oncePerRun<T>(name: string, start: () => Promise<Started<T>>): Promise<Started<T>> {
  kept.instaotpTestRun ??= new Map();
  const parts = kept.instaotpTestRun;
  const part = parts.get(name) ?? { started: start(), users: 0 };
  parts.set(name, part);
  part.users += 1;
  const { value, stop } = (await part.started) as Started<T>;
  return {
    value,
    async stop() {
      part.users -= 1;
      if (part.users > 0) return;
      parts.delete(name);
      await stop();
    },
  };
}
