import type { MiddlewareHandler } from 'hono';

/** The names of this machine. A name that an attacker points to 127.0.0.1 is not among them. */
export const thisMachineOnly: MiddlewareHandler = async (c, next) => {
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? '');
  return local ? next() : c.text('Only for this machine.', 403);
};
