// Spares the stack of each promise. For side effects, once per worker thread, before the SDK freezes the globals.

/**
 * The SDK (1.24) constructs an `Error` without arguments for every promise of a workflow and formats its stack with
 * source maps, so that the query `__stack_trace` can be answered: more work than the purchase itself does. Such an error
 * has no stack here, with which the SDK keeps nothing of the promise. All others, those of classes of their own included,
 * have theirs.
 */
const WithStack = Error;

globalThis.Error = new Proxy(WithStack, {
  construct: (target, args: unknown[], newTarget) =>
    args.length === 0 && newTarget === globalThis.Error
      ? (Object.create(target.prototype) as object)
      : (Reflect.construct(target, args, newTarget) as object),
});
