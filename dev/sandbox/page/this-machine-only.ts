import type { MiddlewareHandler } from 'hono';

/** A name that an attacker lets point to 127.0.0.1 is still not one of ours. */
export const thisMachineOnly: MiddlewareHandler = async (c, next) => {
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? '');
  return local ? next() : c.text('Only for this machine.', 403);
};
