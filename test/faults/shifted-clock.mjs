// Preloaded into a worker: its host's clock is wrong by FAULT_CLOCK_SKEW_MS. Plain JavaScript, so that it comes before
// any loader. Timers are not touched, as they are not by a host's wrong clock.
const skewMs = Number(process.env.FAULT_CLOCK_SKEW_MS ?? 0);
const TrueDate = Date;
const now = () => TrueDate.now() + skewMs;

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, parts, asked) =>
    Reflect.construct(
      target,
      parts.length === 0 ? [now()] : parts,
      asked === globalThis.Date ? target : asked,
    ),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
