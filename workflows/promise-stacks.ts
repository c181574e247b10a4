// Keeps the SDK from formatting a stack for each promise. Loaded once per thread, before the SDK freezes the globals.

/**
 * To answer the query `__stack_trace`, the SDK (1.24) calls `new Error()` without arguments for every promise of a
 * workflow and formats the stack with source maps. That is more work than all the code of a purchase. Here such an error
 * has no stack, and the SDK then keeps nothing of the promise. All other errors, subclasses included, keep their stacks.
 */
const WithStack = Error;

globalThis.Error = new Proxy(WithStack, {
  construct: (target, args: unknown[], newTarget) =>
    args.length === 0 && newTarget === globalThis.Error
      ? (Object.create(target.prototype) as object)
      : (Reflect.construct(target, args, newTarget) as object),
});
